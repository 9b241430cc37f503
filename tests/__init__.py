"""From outside: installed, upgraded, removed and called as an administrator or a client would."""
