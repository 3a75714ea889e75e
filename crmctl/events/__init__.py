"""The events of every change, from envelope to outbox."""
