"""Real processes, really killed, judged by what a real mail server received."""
