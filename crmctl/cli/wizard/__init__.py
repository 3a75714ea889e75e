"""The full-screen questions: which fields go out, and where columns go."""
