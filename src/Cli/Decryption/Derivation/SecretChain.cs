using Holdfast.Protocol.Cryptography;

namespace Holdfast.Cli.Decryption.Derivation;

/// <summary>Secrets of key exchanges in their order; disposing zeroes.</summary>
internal sealed class SecretChain(Secret[] secrets) : IDisposable
{
    /// <summary>The secrets: of the first exchange, then of additional ones.</summary>
    public ReadOnlySpan<Secret> Span => secrets;

    /// <summary>Zeroes them.</summary>
    public void Dispose()
    {
        foreach (var secret in secrets)
        {
            secret.Dispose();
        }
    }
}
