namespace Sample;

[Registry("protocols.csv")] public readonly partial record struct Protocol(byte Value);
