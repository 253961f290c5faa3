using System.Diagnostics.CodeAnalysis;
using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines.Ike;

namespace Holdfast.Gateway.Ipsec;

/// <summary>Messages of a standing IKE SA: what the peer seals is opened, in pieces or whole (RFC
/// 7383), and ours are sealed in the reign that this member may seal in.</summary>
internal sealed class IkeChannel : IDisposable
{
    private readonly KeyMaterial _material;
    private readonly MessageOpener _opener;
    private FragmentedMessages _pieces = FragmentedMessages.Empty();
    private MessageSealer? _sealer;

    /// <param name="provider">Who computes.</param>
    /// <param name="material">The keys, which stay the caller's.</param>
    public IkeChannel(CryptoProvider provider, KeyMaterial material)
    {
        _material = material;
        _opener = new(material.CreateCipher(provider, isOurs: false));
    }

    /// <summary>Whether the cluster began the IKE SA, RFC 7296 §3.1.</summary>
    public bool IsInitiator => _material.Role == IkeRole.Initiator;

    /// <summary>Whether it may seal.</summary>
    public bool CanSeal => _sealer is not null;

    /// <summary>From now on it seals with the nonces of a reign.</summary>
    public void SealFrom(CryptoProvider provider, NoncePartition partition, FillRandom random)
    {
        SealNothing();
        var cipher = _material.CreateCipher(provider, isOurs: true);
        _sealer = new(cipher, new IvSource(cipher.Encryption, partition, random));
    }

    /// <summary>From now on it seals nothing.</summary>
    public void SealNothing()
    {
        _sealer?.Dispose();
        _sealer = null;
    }

    /// <summary>What an authentic message says; null: it is not authentic, malformed, or a piece
    /// of one whose other pieces are missing.</summary>
    /// <param name="message">The message.</param>
    /// <param name="refusal">What a malformed request is to be answered, RFC 7296 §2.5 and
    /// §2.21.3; null: nothing, for it is not authentic or whole.</param>
    public InnerPayloadsValue? Open(
        ReadOnlySpan<byte> message, out NotifyPayloadValue? refusal)
    {
        refusal = null;
        var buffer = new byte[message.Length];
        if (_opener.TryOpen(message, buffer, out var text, out _))
        {
            return Read(text.Payloads.Octets, text.FirstPayload, out refusal);
        }

        if (!_opener.TryOpenFragment(message, buffer, out var piece, out _))
        {
            return null;
        }

        var next = _pieces.Add(
            new(piece.Message.MessageId, piece.Message.Flags.Response), piece);
        _pieces = next.Messages;
        return next.Joined is { } joined
            ? Read(joined.Payloads.Span, joined.FirstPayload, out refusal)
            : null;
    }

    private static InnerPayloadsValue? Read(
        ReadOnlySpan<byte> text, PayloadType first, out NotifyPayloadValue? refusal)
    {
        var isRead = InnerPayloadsValue.TryParse(text, first, out var inner, out var place);
        refusal = isRead
            ? null
            : HandshakeMessages.RefusalOf(
                new OpenError(CryptoFault.Malformed, place) { IsAuthentic = true },
                new(first, new(text)));
        return inner;
    }

    /// <summary>Seals what we say, in pieces where it is longer than a datagram may be; false:
    /// this member may not, or no IVs are left.</summary>
    public bool TrySeal(
        IkeHeaderValue message, InnerPayloadsValue inner, int most, out Items<Octets> datagrams)
    {
        datagrams = [];
        return _sealer is not null
            && _sealer.TrySealFragments(message, inner, most, out datagrams, out _);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        SealNothing();
        _opener.Dispose();
    }
}
