"""What crmctl does on the events of other modules: one file per event."""
