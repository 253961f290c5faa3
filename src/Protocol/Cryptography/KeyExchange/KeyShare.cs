using System.Diagnostics.CodeAnalysis;
using Holdfast.Protocol.Ike;

namespace Holdfast.Protocol.Cryptography;

/// <summary>
/// Our private half of a key exchange with its public value, RFC 7296 §3.4. Disposing it zeroes
/// the private half.
/// </summary>
public abstract class KeyShare : IDisposable
{
    /// <summary>A share of that method.</summary>
    protected KeyShare(KeyExchangeMethod method) => Method = method;

    /// <summary>The method.</summary>
    public KeyExchangeMethod Method { get; }

    /// <summary>The Key Exchange Data to send, in the form of the method's RFC.</summary>
    public abstract ReadOnlySpan<byte> PublicValue { get; }

    /// <summary>
    /// The shared secret in the form that enters SKEYSEED; false: the peer's value has the wrong
    /// length, lies outside the group, or gives the secret away (RFC 6989).
    /// </summary>
    /// <param name="peerValue">
    /// The peer's Key Exchange Data; of a KEM the ciphertext that answers ours.
    /// </param>
    /// <param name="shared">The secret; the caller disposes it.</param>
    /// <param name="error">What is wrong.</param>
    public abstract bool TryAgree(
        ReadOnlySpan<byte> peerValue,
        [NotNullWhen(true)] out Secret? shared,
        out CryptoError error);

    /// <summary>Zeroes the private half.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Zeroes the private half.</summary>
    protected abstract void Dispose(bool disposing);

    /// <summary>The method, never the private half.</summary>
    public override string ToString() => Method.ToString();
}
