using System.Diagnostics.CodeAnalysis;
using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;

namespace Holdfast.Protocol.Ike;

/// <content>What a member takes up that another one has begun, RFC 6027 §3.6.</content>
public sealed partial class HandshakeKeys
{
    /// <summary>Begins a key exchange with randomness that another member has drawn: the same half
    /// comes of it; false: the method is not supported, or the randomness has another length.
    /// </summary>
    /// <param name="method">The method.</param>
    /// <param name="drawn">The randomness, which stays the caller's.</param>
    /// <param name="share">The number of our half.</param>
    /// <param name="value">What the KE payload says.</param>
    /// <param name="error">What is wrong.</param>
    public bool TryStart(
        KeyExchangeMethod method, ReadOnlySpan<byte> drawn, out ulong share, out Octets value,
        out CryptoError error)
    {
        (share, value) = (0, default);
        if (drawn.Length != KeyExchanges.RandomnessLength(method))
        {
            error = new(CryptoFault.Unsupported, method.ToString());
            return false;
        }

        if (!KeyExchanges.TryStart(provider, method, drawn, out var half, out error))
        {
            return false;
        }

        _shares.Add(share = ++_last, new(method, half, new(drawn)));
        value = new(half.PublicValue);
        return true;
    }

    /// <summary>The randomness of our half of a key exchange, for whoever takes over; it stays
    /// here. Null: there is no such half.</summary>
    /// <param name="share">The number of our half.</param>
    /// <param name="method">Its method.</param>
    public Secret? DrawnFor(ulong share, out KeyExchangeMethod method)
    {
        var started = _shares.GetValueOrDefault(share);
        method = started?.Method ?? KeyExchangeMethod.None;
        return started?.Drawn;
    }

    /// <summary>What we have said ourselves, whichever member sealed it; false: it is not ours, or
    /// not whole.</summary>
    /// <param name="keys">The number of the keys.</param>
    /// <param name="datagrams">The message, or its pieces in their order.</param>
    /// <param name="inner">The payloads.</param>
    public bool TryOpenOwn(
        ulong keys, Items<Octets> datagrams, [NotNullWhen(true)] out InnerPayloadsValue? inner)
    {
        inner = null;
        if (!_sas.TryGetValue(keys, out var sa))
        {
            return false;
        }

        using var opener = sa.CreateOwnOpener();
        var pieces = FragmentedMessages.Empty();
        foreach (var octets in datagrams)
        {
            var buffer = new byte[octets.Length];
            if (opener.TryOpen(octets.Span, buffer, out var whole, out _))
            {
                return InnerPayloadsValue.TryParse(
                    whole.Payloads.Octets, whole.FirstPayload, out inner, out _);
            }

            if (!opener.TryOpenFragment(octets.Span, buffer, out var piece, out _))
            {
                return false;
            }

            var next = pieces.Add(
                new(piece.Message.MessageId, piece.Message.Flags.Response), piece);
            pieces = next.Messages;
            if (next.Joined is { } joined)
            {
                return InnerPayloadsValue.TryParse(
                    joined.Payloads.Span, joined.FirstPayload, out inner, out _);
            }
        }

        return false;
    }
}
