"""From a file to records: one module per step."""
