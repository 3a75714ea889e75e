"""Spanish column names."""

LANGUAGE = "Spanish"
COMPOUNDS = False
WORDS = {
    "first_name": """
        nombre de pila, primer nombre, nombres, nombre propio, nombre del contacto pila, nombre s
    """,
    "last_name": """
        apellido, apellidos, primer apellido, apellido paterno, apellido s
        apellidos del contacto, apellido del contacto, apellidos contacto
    """,
    "full_name": """
        nombre completo, nombre y apellidos, nombre y apellido, nombre para mostrar
        nombre del contacto, nombre de contacto, nombre contacto, apellidos y nombre
        persona de contacto, nombre apellidos, nombre apellido, apellidos nombre
        nombres y apellidos, nombre de la persona, contacto principal nombre, nombre del cliente
    """,
    "name": "nombre, denominación, nombre mostrado",
    "middle_name": """
        segundo nombre, segundo apellido, apellido materno, nombre intermedio, otros nombres
    """,
    "honorific": "tratamiento, saludo, prefijo, fórmula de tratamiento, título de cortesía",
    "suffix": "sufijo, sufijo del nombre",
    "nickname": "apodo, alias, iniciales, sobrenombre, nombre de usuario, usuario",
    "email": """
        correo electrónico, correo, e mail, email, mail, dirección de correo electrónico
        dirección de correo, dirección de email, dirección e mail, dirección email, correo e
        correos electrónicos, correos, emails, dirección electrónica, correo electronico contacto
        email de contacto, email contacto, correo de contacto, correo electrónico de contacto
    """,
    "phone": """
        teléfono, tel, tfno, número de teléfono, teléfono fijo, tlf, telf, tlfn, fijo, tel fijo
        número telefónico, teléfonos, teléfono directo, num teléfono, nº teléfono, no de teléfono
        n de teléfono, teléfono contacto, teléfono de contacto, tef, tlfno, línea fija
        no teléfono, número de contacto, número fijo, tel contacto, línea directa, centralita
        teléf, números de teléfono, número teléfono
    """,
    "mobile": """
        móvil, celular, teléfono móvil, teléfono celular, tel móvil, tel celular, número de móvil
        número de celular, número móvil, cel, número celular, móviles, telf móvil, tlf móvil
        teléfonos móviles, no celular, no móvil, número de teléfono móvil
        número de teléfono celular
    """,
    "job_title": """
        cargo, puesto, puesto de trabajo, función, rol, posición, título del puesto
        título profesional, trabajo, título de trabajo, cargo puesto, puesto cargo
        cargo del contacto, nombre del puesto, título del cargo, empleo, cargo en la empresa
        título laboral, nombre del cargo, cargo o puesto
    """,
    "occupation": "ocupación, profesión",
    "department": "departamento, área, división, sección, dpto, depto, unidad, gerencia",
    "company": """
        empresa, compañía, organización, nombre de la empresa, nombre de empresa, cuenta
        razón social, denominación social, centro de trabajo, nombre de la compañía
        nombre de la organización, nombre de la cuenta
        nombre empresa, sociedad, entidad, institución, nombre comercial, empleador
        nombre de cuenta, organismo, nombre de compañía, nombre compañía, nombre de organización
        empresa asociada, nombre fiscal, empresas, nombre organización, empresa organización
        nombre cuenta, compañía asociada, establecimiento, empresa u organización
        nombre de la institución, cía
    """,
    "domain": """
        dominio, nombre de dominio, dominio de la empresa, dominio de empresa, dominio web
        nombre de dominio de la empresa
    """,
    "website": """
        sitio web, página web, web, url, página de internet, url del sitio web, pagina, sitio
        dirección web, url de la página web, sitio de internet, portal web, url web
        url sitio web, web de la empresa, url de sitio web, internet, site
    """,
    "address": """
        dirección, domicilio, dirección postal, dirección completa, direcciones, señas
        domicilio fiscal, dirección fiscal, ubicación
    """,
    "street": """
        calle, calle y número, línea de dirección, dirección línea, vía, nombre de la calle
        avenida, dirección calle, calle dirección, línea de la dirección, calle número
        dirección de la calle, nombre calle, calle y no, nombre de la vía, vía pública
    """,
    "street2": """
        colonia, número exterior, número interior, piso, apartado de correos, apartado postal
        complemento, barrio, edificio, casilla, complemento dirección, escalera, puerta
        urbanización, número de calle, complemento de dirección, referencia dirección
        no exterior, no interior, apartamento, bloque, continuación de la dirección
    """,
    "city": """
        ciudad, población, localidad, municipio, poblado, ciudad población, pueblo
        localidad ciudad, ciudad localidad, población ciudad
    """,
    "state": """
        provincia, región, comunidad autónoma, estado provincia, estado región
        provincia o estado, estado o provincia, departamento provincia, provincia estado
        estado o región, entidad federativa, región estado, provincia región, región provincia
        estado o territorio, provincia o región, región o estado, estado provincia región
    """,
    "county": "comarca, distrito, condado, partido, cantón",
    "postal_code": """
        código postal, cp, c p, cód postal, zip, código zip, cod postal, cpostal
        código postal zip, distrito postal, código de postal
    """,
    "country": """
        país, país región, nación, país o región, nombre del país, país de residencia
        país territorio, país o territorio
    """,
    "linkedin": """
        linkedin, perfil de linkedin, url de linkedin, página de linkedin, perfil linkedin
        página de empresa de linkedin, url linkedin
    """,
    "twitter": """
        twitter, usuario de twitter, nombre de usuario de twitter, cuenta de twitter
        perfil de twitter
    """,
    "birthday": """
        fecha de nacimiento, cumpleaños, nacimiento, fecha nacimiento, fec nacimiento, nacido el
        fecha de cumpleaños, f nacimiento, fecha cumpleaños, f de nacimiento, fecha nac
        fecha de nac
    """,
    "lifecycle": """
        etapa del ciclo de vida, ciclo de vida, etapa de vida, etapa del contacto
        fase del ciclo de vida, etapa de ciclo de vida
    """,
    "lead_status": """
        estado del lead, estado del contacto, estado del cliente, estado del prospecto
        estado lead, estado de candidato, estado de cliente, estado contacto, estado cliente
        estado de lead, estado de contacto, estatus del lead, estatus del contacto
        estado del candidato
    """,
    "status": "estatus, situación, status, tipo de contacto, tipo contacto",
    "lead_score": """
        puntuación, puntaje, score, puntuación del lead, puntuación de lead, lead score, scoring
        calificación, puntos, puntuación del contacto, calificación del lead
        puntuación de hubspot, puntaje del lead
    """,
    "source": """
        origen, fuente, procedencia, de dónde viene, cómo nos conoció, origen del lead
        fuente del lead, fuente original
        origen del contacto, fuente de prospecto, canal, fuente de lead, origen del cliente
        origen de contacto, fuente de origen, origen del candidato, origen lead
        fuente del contacto, canal de adquisición, medio de contacto, cómo nos conoció
        origen del negocio, fuente del prospecto, origen de candidato, canal de origen
        fuente de contacto, origen de la oportunidad, fuente de la oportunidad, medio
        origen del prospecto, origen de lead, fuente de posible cliente, fuente de registro
    """,
    "owner": """
        propietario, responsable, asignado a, comercial, vendedor, propietario del contacto
        agente, ejecutivo de cuenta, gestor, dueño, comercial asignado, ejecutivo, representante
        propietario de la cuenta, propietario del negocio, usuario asignado
        propietario del registro, propietario de la empresa, propietario de la oportunidad
        asesor, asesor comercial, encargado, persona responsable, comercial responsable
        propietario del lead, vendedor asignado, responsable comercial, propietario de contacto
        ejecutivo comercial, agente comercial, responsable de la cuenta, nombre del propietario
        responsable de cuenta, gestor comercial, representante de ventas, propietario de cuenta
        agente asignado, asesor asignado, usuario responsable, asignado, propietario del trato
        ejecutivo de ventas, dueño del contacto, propietario de candidato
        propietario de oportunidad, gestor de cuenta, administrador de cuenta, dueño del negocio
    """,
    "tags": """
        etiquetas, etiqueta, categorías, categoría, grupos, palabras clave, tags, listas, grupo
        intereses, lista, pertenencia a grupos, grupos de contactos, categoría de contacto, tag
        grupo de contactos, lista de contactos, temas, listas de contactos, grupos de contacto
        grupo de contacto
    """,
    "opt_in": """
        suscrito, opt in, boletín, consentimiento, acepta marketing, suscripción al boletín
        acepta publicidad, newsletter, acepta recibir correos, acepta newsletter
        suscrito al boletín, consentimiento de marketing, consentimiento marketing
        suscrito a newsletter, rgpd consentimiento, acepta recibir publicidad
        acepta comunicaciones, acepta comunicaciones comerciales, consentimiento rgpd
        acepta correos, autoriza publicidad, suscrito a la newsletter
        acepta marketing por correo electrónico, acepta correo electrónico, boletín de noticias
        acepta email marketing, acepta recibir emails, recibir boletín, optin, suscripción
        suscripción newsletter, acepta emails, consentimiento email
        consentimiento para marketing, suscripción a newsletter, autoriza envío de correos
        recibe boletín, desea recibir boletín
    """,
    "opt_out": """
        no suscrito, dado de baja, baja, opt out, no contactar, no enviar correo
        no enviar correos, desuscrito, cancelada suscripción, lista negra
        no enviar email, no recibir correo, no desea publicidad, rebotado, bloqueado
        lista robinson, no recibir correos, no participación correo electrónico
        no recibir correo electrónico, cancelar suscripción, optout, baja newsletter
        no participar en correo electrónico, no enviar correo electrónico, no publicidad
        baja de correo, exclusión de correo electrónico, rechaza publicidad
    """,
    "notes": """
        notas, nota, comentarios, comentario, observaciones, observación, anotaciones
        notas internas, comentarios internos, apuntes, memo, nota interna, notas del contacto
        observaciones internas, anotación, observ, obs
    """,
    "description": """
        descripción, información adicional, detalles, acerca de, otra información
        más información, biografía, información, descripción de la empresa, detalle, resumen
        info adicional
    """,
    "id": """
        id, identificador, código, código de cliente, número de cliente, referencia
        id de contacto, código cliente, nº cliente, id externo, número, id único, id cliente
        número de socio, id del registro, id de registro, id del contacto, referencia externa
        id de cliente, clave, identificador único, nº de cliente, código de contacto
        código externo, referencia interna, id del cliente, código interno, clave de cliente
        no cliente, n cliente, número cliente, código contable, num cliente, ref, cód cliente
        id contacto, matrícula, cod, cod cliente, id del trato, id del negocio, código contacto
        identificador externo, n de cliente, clave cliente, referencia cliente
    """,
    "created": """
        fecha de creación, creado el, creado, fecha creación, fecha de alta, fecha alta, alta
        fecha de registro, creado en, fecha de ingreso, fecha de creacion del registro
        hora de creación, agregado el, fecha de incorporación, fecha registro, añadido el
        fecha de añadido, creación, dado de alta el, fecha en que se agregó
        fecha y hora de creación, fecha ingreso, fecha agregado, fecha de creación del contacto
        f alta, fecha creado, fec alta, fecha de captura, agregado, fecha de agregado, f creación
        fecha de entrada, añadido
    """,
    "signed_up": """
        fecha de suscripción, fecha de inscripción, cliente desde, registrado el, miembro desde
        registrado, suscrito el, inscrito el, fecha suscripción, fecha inscripción, socio desde
        fecha de adhesión, fecha de afiliación
    """,
    "modified": """
        modificado, fecha de modificación, última modificación, actualizado, última actualización
        fecha de actualización, modificado el, actualizado el, última actividad, último contacto
        fecha modificación, fecha de última modificación, fecha última modificación
        hora de modificación, fecha actualización, fecha de última actualización
        fecha de la última actividad
    """,
    "industry": """
        sector, industria, ramo, giro, sector industrial, actividad, rubro, sector de actividad
        giro comercial, actividad económica, giro de la empresa, rama, sector económico
        tipo de industria, sector empresarial, actividad principal
    """,
    "employees": """
        número de empleados, empleados, nº empleados, tamaño de la empresa, cantidad de empleados
        trabajadores, plantilla, nº de empleados, tamaño, número de trabajadores, no de empleados
        n empleados, tamaño empresa, n de empleados, tamaño de empresa, número empleados
        num empleados, total de empleados, nº trabajadores, no empleados, cantidad empleados
    """,
    "revenue": """
        ingresos anuales, facturación, facturación anual, ingresos, volumen de negocio
        ventas anuales, ingreso anual, cifra de negocio, volumen de negocios, cifra de negocios
        facturación estimada, cifra de ventas, volumen de ventas, ventas
        facturación anual estimada, ingreso
    """,
    "type": """
        tipo, tipo de cliente, tipo de cuenta, tipo de empresa, tipo cliente, clase cliente
        tipo empresa, tipo de organización, clasificación, tipo de compañía, tipo de relación
        tipo cuenta, tipo de entidad, categoría cliente, categoría de cliente
        categoría de cuenta, tipo de negocio, tipo de tercero, categoría de empresa
    """,
    "segment": """
        segmento, segmento de cliente, segmento de mercado, segmentación, clase, segmento cliente
        nicho, grupo de clientes, grupo de cliente, nivel, mercado, segmento de clientes
    """,
    "parent": """
        empresa matriz, cuenta principal, cuenta padre, matriz, compañía matriz
        grupo empresarial, empresa principal, sociedad matriz, organización matriz, empresa padre
        grupo de empresas, cuenta matriz, casa matriz, organización principal, holding
        compañía principal, empresa madre, compañía padre, cuenta primaria, organización padre
    """,
    "value": """
        importe, valor, monto, cantidad, valor del negocio, importe total, monto total, precio
        total, valor de la oportunidad, valor total, valor estimado, importe estimado, cuantía
        importe de la oportunidad, monto estimado, valor del trato, monto del negocio
        presupuesto, valor de negocio, monto de la oportunidad, importe del negocio
        ingresos estimados, importe previsto, valor oportunidad, precio total, valor del contrato
        monto oportunidad, cantidad del negocio, valor previsto, importe oportunidad
        importe neto, monto del trato, ingreso estimado, monto cotizado, importe presupuesto
        suma, precio de venta
    """,
    "expected_revenue": """
        ingresos esperados, ingreso esperado, ingresos previstos, ingreso previsto
    """,
    "currency": """
        moneda, divisa, código de moneda, código de divisa, tipo de moneda, moneda del negocio
        divisa del negocio
    """,
    "stage": """
        etapa, fase, etapa del negocio, fase de venta, etapa de ventas, etapa del pipeline
        fase del negocio, etapa de venta, etapa de la oportunidad, fase de la oportunidad
        fase de ventas, etapa del trato, estado del negocio, estado de la oportunidad
        fase del pipeline, etapa oportunidad, paso, etapa del embudo, fase del trato
        etapa del proceso, etapa comercial, fase comercial, columna, estado oportunidad
        nombre de la etapa, etapa del proceso de venta, etapa de negocio, etapa de oportunidad
        fase oportunidad, fase de oportunidad, etapa del proyecto
    """,
    "probability": """
        probabilidad, probabilidad de cierre, probabilidad de éxito, probabilidad de ganar
        porcentaje, probabilidad del negocio, probabilidad de venta, probabilidad del trato, prob
        porcentaje de éxito, probabilidad cierre, posibilidad, porcentaje de probabilidad
        tasa de éxito, porcentaje de cierre, confianza, probabilidad de la oportunidad
    """,
    "close_date": """
        fecha de cierre, cierre, fecha cierre, fecha de cierre del negocio, fecha de finalización
        fecha de clausura, fecha de cierre de la oportunidad, fecha fin
        fecha de cierre del trato
    """,
    "expected_close": """
        fecha de cierre prevista, fecha prevista de cierre, fecha de cierre estimada
        cierre previsto, fecha estimada de cierre, fecha esperada de cierre, fecha prevista
        fecha límite, vencimiento, fecha de cierre esperada, cierre esperado
        fecha de cierre previsto, cierre estimado, fecha de vencimiento, fecha objetivo
        fecha de cierre proyectada, fecha probable de cierre, fecha de cierre probable
        fecha estimada, fecha esperada, fecha prevista del cierre, fecha tentativa de cierre
        fecha cierre prevista, fecha cierre estimada, fecha previsión cierre
        fecha de previsión de cierre, fecha cierre previsto, fecha de cierre pronosticada
        fecha cierre esperada, fecha de decisión
    """,
    "actual_close": """
        fecha de cierre real, ganado el, cerrado el, fecha ganada, fecha de ganado
        fecha real de cierre, fecha ganado, cerrado, fecha de pérdida, perdido el
        fecha cierre real, fecha en que se ganó, cierre real, fecha de ganada, fecha de venta
        ganada el, cerrada el, fecha perdido
    """,
    "lost_reason": """
        motivo de pérdida, razón de pérdida, motivo pérdida, causa de pérdida
        motivo de la pérdida, razón de la pérdida, motivo, razón, motivo de cierre, razón perdido
        motivo perdido, motivo de rechazo, razón de cierre, motivo de perdido
        causa de la pérdida, motivos de pérdida, razón de cierre perdido
        motivo de cierre perdido, razón de perdido, razones de pérdida, causa
        motivo por el que se perdió, motivo de baja, razón pérdida
    """,
    "pipeline": """
        pipeline, embudo, embudo de ventas, canal de ventas, proceso de venta, proceso de ventas
    """,
    "person": """
        persona, contacto, destinatario, participante, miembro, suscriptor, contactos, invitado
        individuo
    """,
    "customer": "cliente, tercero, clientes, socio",
    "lead": "prospecto, lead, candidato, posible cliente, cliente potencial",
    "deal": """
        negocio, oportunidad, trato, nombre del negocio, nombre de la oportunidad
        título del negocio, operación, proyecto, título de la oportunidad, nombre de oportunidad
        asunto, nombre del trato, nombre del proyecto, título del trato, acuerdo
        oportunidad de venta, nombre oportunidad, nombre de la operación, deal, tema
        nombre del acuerdo, nombre del deal, nombre de negocio, oportunidad de negocio, venta
        oportunidades, negocios, título de oportunidad, cotización, título del proyecto
        nombre de la negociación
    """,
    "work": """
        trabajo, laboral, oficina, profesional, comercial trabajo, negocios, empresarial
        del trabajo, corporativo
    """,
    "home": """
        particular, casa, personal, residencia, domicilio particular, privado, privada, hogar
    """,
    "other": "otro, otra, otros, otras, alternativo, alternativa, adicional, alterno",
    "primary": """
        principal, primario, primaria, predeterminado, predeterminada, preferido, por defecto
    """,
    "second": "secundario, secundaria, segundo, segunda",
    "third": "tercero orden, tercera, terciario",
    "billing": "facturación, factura, de facturación, fiscal, de cobro",
    "shipping": "envío, entrega, de envío, de entrega, despacho",
    "mailing": "correspondencia, postal, visita, correo postal",
    "date": "fecha, hora, fecha y hora",
    "url": "url, enlace, perfil, link",
    "number": "número, nº, n, no, num, nro, cantidad de",
    "code": "código, iso, sigla, abreviatura",
    "state_or_status": "estado",
    "honorific_or_title": "título",
    "filler": """
        cuál, es, tu, tus, por favor, ingresa, indica, introduce, ingrese, indique, introduzca
        cuáles, son, de, del, la, el, los, las, y, o, en, para, por, euros, eur, actual, a, un
        una, su, campo, obligatorio, opcional, requerido, datos, al, con, que
    """,
    "refused": """
        emergencia, tutor, acompañante, pedido
        equipo, fax, ayudante, asistente, jefe, cónyuge, hijos, idioma, zona horaria, sexo
        género, aficiones, aniversario, localizador, radioteléfono, automóvil
        devolución de llamada, rdsi, télex, tipo de correo electrónico, creado por
        modificado por, nif, cif, rfc, nit, rut, cuit, dni, nie, iva, iban, bic, banco
        forma de pago, condiciones de pago, descuento, saldo, crédito, ponderado, valor ponderado
        monto ponderado, importe ponderado, número de, último, última, próximo, próxima
        siguiente, lugar de nacimiento, nacionalidad, estado civil, facebook, instagram, skype
        whatsapp, foto, imagen, avatar, latitud, longitud, prioridad, tipo de
        centralita de la compañía, activo, archivado, eliminado, duplicado, clics, aperturas
        extensión, ext, idiomas, secretaria, proveedor, kilometraje, confidencialidad
        cuenta bancaria, recomendado por, referido por, tarifa, confirmado, edad, antigüedad
        curp
        no llamar, cancelado
    """,
}
