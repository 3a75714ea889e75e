"""The steps of `send_mail`: the mailbox in hand, and one mail out of it."""
