namespace Holdfast.Protocol.Cryptography;

/// <summary>
/// The caller's random source: fills all octets with ones that nobody can predict. A simulator
/// passes a seeded one, so that one seed is one run.
/// </summary>
public delegate void FillRandom(Span<byte> octets);
