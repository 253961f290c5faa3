using System.Buffers.Binary;
using Holdfast.Codec;
using Holdfast.StateMachines;
using Path = Holdfast.StateMachines.Mobike.Path;
using Flow = Holdfast.StateMachines.Mobike.MobikeMessages.Flow;

namespace Holdfast.Gateway.Ike;

/// <summary>
/// Where the peer of an IKE SA is, and whether ESP goes in UDP: what stands in the description of
/// the SA, so that whoever takes over finds the peer. A version (1), 1 where ESP goes in UDP,
/// ours and the peer's port, 2 octets each, then ours and the peer's address, 4 octets each.
/// </summary>
/// <param name="Flow">Over which messages go.</param>
/// <param name="IsEncapsulated">Whether ESP goes in UDP, RFC 3948.</param>
internal readonly record struct PeerPlace(Flow Flow, bool IsEncapsulated)
{
    private const byte Version = 1;
    private const int Length = 14;

    /// <summary>As the description of an IKE SA.</summary>
    public Octets ToOctets()
    {
        Span<byte> octets = stackalloc byte[Length];
        (octets[0], octets[1]) = (Version, IsEncapsulated ? (byte)1 : (byte)0);
        BinaryPrimitives.WriteUInt16BigEndian(octets[2..], Flow.LocalPort);
        BinaryPrimitives.WriteUInt16BigEndian(octets[4..], Flow.RemotePort);
        Flow.Path.Local.Write(octets[6..]);
        Flow.Path.Remote.Write(octets[10..]);
        return new(octets);
    }

    /// <summary>Reads a description; null: it is none of ours.</summary>
    public static PeerPlace? Read(Octets description)
    {
        var octets = description.Span;
        if (octets.Length != Length || octets[0] != Version || octets[1] > 1)
        {
            return null;
        }

        var path = new Path(
            HostAddress.From(octets.Slice(6, 4)), HostAddress.From(octets.Slice(10, 4)));
        return new(
            new(
                path, BinaryPrimitives.ReadUInt16BigEndian(octets[2..]),
                BinaryPrimitives.ReadUInt16BigEndian(octets[4..])),
            octets[1] == 1);
    }
}
