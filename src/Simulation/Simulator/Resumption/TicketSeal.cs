using System.Buffers.Binary;
using System.Security.Cryptography;
using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.StateMachines;

namespace Holdfast.Simulation.Simulator.Resumption;

/// <summary>
/// Tickets by value, RFC 5723 §6: what they stand for, sealed under a key that every member has and
/// nobody else. The library leaves this to whoever has the keys; here it is AES-GCM, as for IKE.
/// </summary>
/// <param name="cipher">With that key.</param>
/// <param name="partition">Which nonces are this member's.</param>
internal sealed class TicketSeal(PacketCipher cipher, NoncePartition partition) : IDisposable
{
    private const int FactsLength = 2 * sizeof(ulong);

    private readonly IvSource _ivs = new(cipher.Encryption, partition, static _ => { });

    /// <summary>What a ticket stands for; whoever opens it disposes the secret.</summary>
    /// <param name="Id">Its id.</param>
    /// <param name="ExpiresAt">The end of its lifetime.</param>
    /// <param name="SkD">SK_d of its IKE SA.</param>
    public sealed record Opened(ulong Id, Instant ExpiresAt, Secret SkD);

    /// <summary>The octets of a ticket.</summary>
    public Octets Seal(ulong id, Instant expiresAt, Secret skD)
    {
        var iv = new byte[cipher.Encryption.IvLength];
        if (!_ivs.TryTake(0, iv, out var error))
        {
            throw new InvalidOperationException(error.ToString());
        }

        var text = new byte[FactsLength + skD.Length];
        BinaryPrimitives.WriteUInt64BigEndian(text, id);
        BinaryPrimitives.WriteInt64BigEndian(text.AsSpan(sizeof(ulong)), expiresAt.Ticks);
        skD.Span.CopyTo(text.AsSpan(FactsLength));
        var icv = new byte[cipher.IcvLength];
        cipher.Seal([], iv, text, [], icv);
        return new([.. iv, .. text, .. icv]);
    }

    /// <summary>Opens a ticket; null: the seal is none of ours.</summary>
    public Opened? Open(Octets ticket)
    {
        var head = cipher.Encryption.IvLength;
        var length = ticket.Length - head - cipher.IcvLength;
        if (length < FactsLength)
        {
            return null;
        }

        var text = new byte[length];
        if (!cipher.TryOpen(
            [], ticket.Span[..head], ticket.Span.Slice(head, length), [],
            ticket.Span[(head + length)..], text))
        {
            return null;
        }

        var opened = new Opened(
            BinaryPrimitives.ReadUInt64BigEndian(text),
            new(BinaryPrimitives.ReadInt64BigEndian(text.AsSpan(sizeof(ulong)))),
            new(text.AsSpan(FactsLength)));
        CryptographicOperations.ZeroMemory(text);
        return opened;
    }

    public void Dispose() => cipher.Dispose();
}
