using Holdfast.Protocol.Cryptography;

namespace Holdfast.Protocol.Ike;

/// <summary>Our half of a key exchange, with the randomness that it was made of: whoever takes over
/// makes the same half of it.</summary>
internal sealed class StartedShare(KeyExchangeMethod method, KeyShare half, Secret drawn)
    : IDisposable
{
    public KeyExchangeMethod Method => method;

    public KeyShare Half => half;

    public Secret Drawn => drawn;

    public void Dispose()
    {
        half.Dispose();
        drawn.Dispose();
    }
}
