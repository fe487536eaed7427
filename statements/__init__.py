"""What is said outside: words to publish, drafted from templates. Pure, once loaded."""
