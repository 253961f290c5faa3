using System.Buffers.Binary;
using Holdfast.Codec;
using Holdfast.Protocol.Ike;

namespace Holdfast.Simulation.Simulator;

/// <summary>
/// What links an IKE_FOLLOWUP_KE to the CREATE_CHILD_SA before it, RFC 9370 §2.2.4: what is agreed
/// on, and how many key exchanges are still to come.
/// </summary>
/// <param name="IsIke">Whether it is an IKE SA; else a CHILD SA.</param>
/// <param name="Name">Its SPI of whoever begins.</param>
/// <param name="Left">How many are to come; 0: it is over.</param>
internal readonly record struct KeyLink(bool IsIke, ulong Name, int Left);

/// <summary>IKE_FOLLOWUP_KE as payloads, and back.</summary>
internal static class KeyLinks
{
    private const int NameLength = 1 + sizeof(ulong);
    private const int LinkLength = NameLength + 1;

    // Shorter than any key share.
    private const int ShareLength = 24;

    /// <summary>What an answer says that wants another key exchange; nothing where none is left.
    /// </summary>
    public static Items<IkePayloadValue> Wanting(KeyLink link)
    {
        if (link.Left == 0)
        {
            return [];
        }

        Span<byte> octets = stackalloc byte[LinkLength];
        Write(link, octets);
        octets[NameLength] = (byte)link.Left;
        return
        [
            new()
            {
                Body = new IkePayloadBody.Notify(new()
                {
                    Data = new NotifyPayloadData.AdditionalKeyExchange(
                        new() { Link = new Octets(octets) }),
                }),
            },
        ];
    }

    /// <summary>A message of IKE_FOLLOWUP_KE: a share, and the link where there is one.</summary>
    public static Items<IkePayloadValue> Exchange(KeyLink link)
    {
        Span<byte> share = stackalloc byte[ShareLength];
        Chance.Of(link.Name, $"share {link.Left}").Fill(share);
        Write(link, share);
        return
        [
            new()
            {
                Body = new IkePayloadBody.Ke(new()
                {
                    Method = KeyExchangeMethod.MlKem512,
                    Data = new Octets(share),
                }),
            },
            .. Wanting(link),
        ];
    }

    /// <summary>The link in a message; null: there is none.</summary>
    public static KeyLink? In(InnerPayloadsValue inner)
    {
        foreach (var payload in inner.Payloads)
        {
            if (payload.Body is IkePayloadBody.Notify(var notify)
                && notify.Data is NotifyPayloadData.AdditionalKeyExchange(var one)
                && one.Link.Length == LinkLength)
            {
                return Read(one.Link.Span) with { Left = one.Link.Span[NameLength] };
            }
        }

        return null;
    }

    /// <summary>What the last message of IKE_FOLLOWUP_KE is about; null: it is none.</summary>
    public static KeyLink? Named(InnerPayloadsValue inner)
    {
        foreach (var payload in inner.Payloads)
        {
            if (payload.Body is IkePayloadBody.Ke(var share) && share.Data.Length == ShareLength)
            {
                return Read(share.Data.Span);
            }
        }

        return null;
    }

    /// <summary>How many key exchanges are to come behind a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="exchanges">How many there are behind CREATE_CHILD_SA.</param>
    public static int LeftBehind(InnerPayloadsValue request, int exchanges) =>
        In(request) is { } link ? link.Left - 1 : exchanges;

    private static void Write(KeyLink link, Span<byte> octets)
    {
        octets[0] = link.IsIke ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteUInt64BigEndian(octets[1..], link.Name);
    }

    private static KeyLink Read(ReadOnlySpan<byte> octets) =>
        new(octets[0] == 1, BinaryPrimitives.ReadUInt64BigEndian(octets[1..]), 0);
}
