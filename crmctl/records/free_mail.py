"""Domains that anyone may have an address in: they tell nothing of where somebody works."""

_LISTED = """
gmail.com googlemail.com outlook.com hotmail.com hotmail.co.uk hotmail.fr hotmail.de hotmail.it
hotmail.es hotmail.nl hotmail.se live.com live.co.uk live.fr live.nl live.de live.it live.se
msn.com outlook.fr outlook.de outlook.es outlook.it outlook.jp outlook.com.br yahoo.com
yahoo.co.uk yahoo.fr yahoo.de yahoo.es yahoo.it yahoo.ca yahoo.com.br yahoo.com.mx yahoo.co.jp
yahoo.co.in yahoo.in yahoo.com.au yahoo.com.ar ymail.com rocketmail.com myyahoo.com aol.com
aol.de aim.com icloud.com me.com mac.com proton.me protonmail.com protonmail.ch pm.me gmx.de
gmx.net gmx.at gmx.ch gmx.com gmx.fr gmx.es gmx.co.uk web.de email.de t-online.de magenta.de
freenet.de arcor.de posteo.de posteo.net mailbox.org 1und1.de online.de kabelmail.de
vodafonemail.de o2online.de o2mail.de bluewin.ch hispeed.ch sunrise.ch aon.at chello.at a1.net
orange.fr wanadoo.fr free.fr sfr.fr neuf.fr laposte.net bbox.fr numericable.fr club-internet.fr
aliceadsl.fr cegetel.net voila.fr libero.it virgilio.it alice.it tin.it tim.it tiscali.it
fastwebnet.it inwind.it iol.it email.it poste.it telefonica.net terra.es ya.com ono.com
terra.com.br uol.com.br bol.com.br ig.com.br globo.com globomail.com r7.com oi.com.br sapo.pt
mail.telepac.pt clix.pt netcabo.pt ziggo.nl kpnmail.nl kpnplanet.nl planet.nl hetnet.nl
xs4all.nl home.nl casema.nl upcmail.nl quicknet.nl telenet.be skynet.be proximus.be scarlet.be
voo.be telia.com telia.se bredband.net comhem.se spray.se tele2.se bahnhof.se online.no
broadpark.no getmail.no mail.dk stofanet.dk tdcadsl.dk post.tele.dk kolumbus.fi elisanet.fi
luukku.com saunalahti.fi wp.pl o2.pl onet.pl onet.eu op.pl interia.pl interia.eu poczta.onet.pl
gazeta.pl tlen.pl vp.pl seznam.cz email.cz centrum.cz atlas.cz volny.cz post.cz azet.sk
zoznam.sk freemail.hu citromail.hu t-online.hu mail.ru bk.ru inbox.ru list.ru yandex.ru
yandex.com ya.ru rambler.ru ukr.net i.ua meta.ua qq.com 163.com 126.com sina.com sina.cn
sohu.com yeah.net foxmail.com aliyun.com 139.com 189.cn naver.com hanmail.net daum.net nate.com
kakao.com docomo.ne.jp ezweb.ne.jp softbank.ne.jp i.softbank.jp au.com nifty.com biglobe.ne.jp
ocn.ne.jp so-net.ne.jp excite.co.jp btinternet.com btopenworld.com talktalk.net sky.com
virginmedia.com ntlworld.com blueyonder.co.uk tiscali.co.uk comcast.net verizon.net att.net
sbcglobal.net bellsouth.net cox.net charter.net earthlink.net juno.com optonline.net
roadrunner.com windstream.net frontier.com rogers.com shaw.ca sympatico.ca bell.net telus.net
videotron.ca bigpond.com bigpond.net.au optusnet.com.au iinet.net.au tpg.com.au xtra.co.nz
rediffmail.com indiatimes.com mail.com email.com usa.com fastmail.com fastmail.fm zoho.com
zohomail.com tutanota.com tutanota.de tuta.io hushmail.com hey.com inbox.com inbox.lv mynet.com
hotmail.com.tr walla.co.il mail.gr otenet.gr abv.bg dir.bg yopmail.com mailinator.com
guerrillamail.com
"""
_PROVIDERS = frozenset(_LISTED.split())


def is_provider(domain: str | None) -> bool:
    """Whether the domain is one of a mail provider, as `gmail.com`."""
    return domain in _PROVIDERS
