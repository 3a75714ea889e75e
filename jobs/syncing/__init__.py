"""The steps of `sync_gmail`: the mailbox, what there is to look at, and settling it."""
