using System.Collections.Immutable;
using Holdfast.Protocol.Ike;

namespace Holdfast.Protocol.Cryptography;

/// <summary>
/// Several providers in an order of preference: each algorithm comes from the first that has it.
/// </summary>
public sealed class LayeredProvider : CryptoProvider
{
    /// <summary>The providers, the best first.</summary>
    public LayeredProvider(params ReadOnlySpan<CryptoProvider> layers)
    {
        if (layers.IsEmpty)
        {
            throw new ArgumentException("No provider.", nameof(layers));
        }

        Layers = [.. layers];
    }

    /// <summary>The providers, the best first.</summary>
    public ImmutableArray<CryptoProvider> Layers { get; }

    /// <inheritdoc/>
    public override string Name => string.Join(", then ", Layers);

    /// <summary>The provider that serves these algorithms; null: none does.</summary>
    public CryptoProvider? Serving(EncryptionSpec encryption, IntegritySpec integrity) =>
        Layers.FirstOrDefault(layer => layer.Supports(encryption, integrity));

    /// <summary>The provider that serves this keyed function; null: none does.</summary>
    public CryptoProvider? Serving(MacAlgorithm algorithm) =>
        Layers.FirstOrDefault(layer => layer.Supports(algorithm));

    /// <summary>The provider that computes this key exchange; null: none does.</summary>
    public CryptoProvider? Serving(KeyExchangeMethod method) =>
        Layers.FirstOrDefault(layer => layer.Supports(method));

    /// <summary>The provider that signs with such keys; null: none does.</summary>
    public CryptoProvider? Serving(SigningKeyKind kind) =>
        Layers.FirstOrDefault(layer => layer.Supports(kind));

    /// <inheritdoc/>
    public override bool Supports(SigningKeyKind kind) => Serving(kind) is not null;

    internal override KemArithmetic KemOf(KeyExchangeSpec exchange) =>
        Serving(exchange.Method)!.KemOf(exchange);

    internal override LibraryKey? Hold(SigningKeyKind kind, ReadOnlySpan<byte> inner) =>
        Serving(kind)!.Hold(kind, inner);

    /// <inheritdoc/>
    public override bool Supports(MacAlgorithm algorithm) => Serving(algorithm) is not null;

    /// <inheritdoc/>
    protected override bool SupportsCore(EncryptionSpec encryption, IntegritySpec integrity) =>
        Serving(encryption, integrity) is not null;

    private protected override bool SupportsCore(KeyExchangeSpec exchange) =>
        Serving(exchange.Method) is not null;

    internal override KeyShare CreateShare(
        KeyExchangeSpec exchange, ReadOnlySpan<byte> randomness) =>
        Serving(exchange.Method)!.CreateShare(exchange, randomness);

    /// <inheritdoc/>
    protected override PacketCipher CreateCipherCore(
        EncryptionSpec encryption,
        IntegritySpec integrity,
        ReadOnlySpan<byte> encryptionKey,
        ReadOnlySpan<byte> integrityKey) =>
        Serving(encryption, integrity)!.CreateCipher(
            encryption, integrity, encryptionKey, integrityKey);

    /// <inheritdoc/>
    protected override Mac CreateMacCore(MacAlgorithm algorithm, ReadOnlySpan<byte> key) =>
        Serving(algorithm)!.CreateMac(algorithm, key);
}
