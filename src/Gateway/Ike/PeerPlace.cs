using System.Buffers.Binary;
using Holdfast.Codec;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using Flow = Holdfast.StateMachines.Mobike.MobikeMessages.Flow;
using Path = Holdfast.StateMachines.Mobike.Path;

namespace Holdfast.Gateway.Ike;

/// <summary>
/// Where the peer of an IKE SA is, and whether ESP goes in UDP: what stands in the description of
/// the SA, so that whoever takes over finds the peer. A version (2, or 3 where this side is the one
/// that moves; version 1, which ended with the addresses, is read too), flags (1: ESP goes in UDP,
/// 2: the peer takes fragments, 4: it has an address of ours, 8: both speak MOBIKE, 16: it moved
/// and was not asked there, 32: over TCP, 64: so before it moved, 128: we have an address of the
/// peer's), ours and the peer's port, 2 octets each, ours and the peer's address, 4 octets each,
/// when the SA was made (4 octets, seconds of Unix time), the address that the one has of the other
/// (4 octets), where it was before it moved (address and port, 6 octets), then in whose place it
/// is.
/// </summary>
/// <param name="Flow">Over which messages go.</param>
/// <param name="IsEncapsulated">Whether ESP goes in UDP, RFC 3948.</param>
/// <param name="TakesFragments">Whether the peer takes fragments, RFC 7383.</param>
internal readonly record struct PeerPlace(
    Flow Flow, bool IsEncapsulated, bool TakesFragments = false)
{
    private const byte Version = 2;
    private const byte VersionBefore = 1;
    private const byte WhereWeMove = 3;
    private const int LengthBefore = 14;
    private const int InUdp = 1;
    private const int Fragments = 2;
    private const int HasInner = 4;
    private const int Mobile = 8;
    private const int HasFormer = 16;
    private const int OverTcp = 32;
    private const int FormerOverTcp = 64;
    private const int HasOwn = 128;
    private const int Length = 18;
    private const int InnerLength = 4;
    private const int FormerLength = 6;

    /// <summary>When the SA was made, in seconds of Unix time; 0: nobody knows.</summary>
    public uint Made { get; init; }

    /// <summary>The address of ours that the peer has, RFC 7296 §2.19; null: none.</summary>
    public HostAddress? Inner { get; init; }

    /// <summary>The address of the peer's that we have, RFC 7296 §2.19; null: none. One of both has
    /// an address of the other.</summary>
    public HostAddress? Own { get; init; }

    /// <summary>Whether both speak MOBIKE, RFC 4555, and whoever has begun says itself when it
    /// moves.</summary>
    public bool IsMobile { get; init; }

    /// <summary>Whether that is this side, which chooses among the addresses of the peer.</summary>
    public bool WeMove { get; init; }

    /// <summary>Where the peer was before it moved, as long as it was not asked where it is now,
    /// RFC 4555 §3.7, or has not agreed to be gone to there; null: it was, or has.</summary>
    public Flow? Former { get; init; }

    /// <summary>Over which packets of its CHILD SAs go.</summary>
    public Flow Packets => Former ?? Flow;

    /// <summary>In whose place the SA is; null: of none.</summary>
    public SaOrigin? Origin { get; init; }

    /// <summary>As the description of an IKE SA.</summary>
    public Octets ToOctets()
    {
        var origin = Origin?.ToOctets() ?? Octets.Empty;
        var behind = Length + ((Inner ?? Own) is null ? 0 : InnerLength);
        var rest = behind + (Former is null ? 0 : FormerLength);
        Span<byte> octets = new byte[rest + origin.Length];
        octets[0] = WeMove ? WhereWeMove : Version;
        octets[1] = (byte)((IsEncapsulated ? InUdp : 0) | (TakesFragments ? Fragments : 0)
            | (Inner is null ? 0 : HasInner) | (IsMobile ? Mobile : 0)
            | (Former is null ? 0 : HasFormer) | (Flow.IsOverTcp ? OverTcp : 0)
            | (Former is { IsOverTcp: true } ? FormerOverTcp : 0)
            | (Inner is null && Own is not null ? HasOwn : 0));
        BinaryPrimitives.WriteUInt16BigEndian(octets[2..], Flow.LocalPort);
        BinaryPrimitives.WriteUInt16BigEndian(octets[4..], Flow.RemotePort);
        Flow.Path.Local.Write(octets[6..]);
        Flow.Path.Remote.Write(octets[10..]);
        BinaryPrimitives.WriteUInt32BigEndian(octets[14..], Made);
        (Inner ?? Own)?.Write(octets[Length..]);
        if (Former is { } former)
        {
            former.Path.Remote.Write(octets[behind..]);
            BinaryPrimitives.WriteUInt16BigEndian(
                octets[(behind + InnerLength)..], former.RemotePort);
        }

        origin.Span.CopyTo(octets[rest..]);
        return new(octets);
    }

    /// <summary>Reads a description; null: it is none of ours.</summary>
    public static PeerPlace? Read(Octets description)
    {
        var octets = description.Span;
        if (octets.Length == LengthBefore && octets[0] == VersionBefore)
        {
            return Read(new([Version, .. octets[1..], 0, 0, 0, 0]));
        }

        if (octets.Length < Length || octets[0] is not (Version or WhereWeMove)
            || (octets[1] & (HasFormer | FormerOverTcp)) == FormerOverTcp
            || (octets[1] & (HasInner | HasOwn)) == (HasInner | HasOwn))
        {
            return null;
        }

        var hasAddress = (octets[1] & (HasInner | HasOwn)) != 0;
        var hasFormer = (octets[1] & HasFormer) != 0;
        var behind = Length + (hasAddress ? InnerLength : 0);
        var rest = behind + (hasFormer ? FormerLength : 0);
        if (octets.Length < rest
            || (octets.Length > rest && SaOrigin.Read(octets[rest..]) is null))
        {
            return null;
        }

        HostAddress? address = hasAddress
            ? HostAddress.From(octets[Length..(Length + InnerLength)])
            : null;
        var path = new Path(
            HostAddress.From(octets.Slice(6, 4)), HostAddress.From(octets.Slice(10, 4)));
        var flow = new Flow(
            path, BinaryPrimitives.ReadUInt16BigEndian(octets[2..]),
            BinaryPrimitives.ReadUInt16BigEndian(octets[4..]))
        {
            IsOverTcp = (octets[1] & OverTcp) != 0,
        };
        return new(
            flow, (octets[1] & InUdp) != 0, (octets[1] & Fragments) != 0)
        {
            Made = BinaryPrimitives.ReadUInt32BigEndian(octets[14..]),
            Inner = (octets[1] & HasInner) != 0 ? address : null,
            Own = (octets[1] & HasOwn) != 0 ? address : null,
            IsMobile = (octets[1] & Mobile) != 0,
            WeMove = octets[0] == WhereWeMove,
            Former = hasFormer
                ? new(
                    path with { Remote = HostAddress.From(octets.Slice(behind, InnerLength)) },
                    flow.LocalPort,
                    BinaryPrimitives.ReadUInt16BigEndian(octets[(behind + InnerLength)..]))
                {
                    IsOverTcp = (octets[1] & FormerOverTcp) != 0,
                }
                : null,
            Origin = SaOrigin.Read(octets[rest..]),
        };
    }
}
