using System.Buffers.Binary;
using Holdfast.Codec;
using Holdfast.Simulation.Network;
using Holdfast.StateMachines.Ike;

namespace Holdfast.Simulation.Simulator;

/// <summary>
/// Where the peer of an IKE SA is, as its description says it to all members: nothing where it is
/// as they agreed; else its place, and behind it the former one while nobody has asked it at the
/// new one (RFC 4555 §3.7). Behind both stands in whose place the IKE SA is. What else stands there
/// is of a later version, and not heeded.
/// </summary>
/// <param name="Place">Where it says that it is: messages of IKE go there.</param>
/// <param name="Former">Where it was, or was asked, before; null: it was asked.</param>
internal readonly record struct Whereabouts(Place Place, Place? Former = null)
{
    private const int PlaceLength = sizeof(uint) + sizeof(ushort);

    /// <summary>In whose place the IKE SA is; null: of none.</summary>
    public SaOrigin? Origin { get; init; }

    /// <summary>Where packets of its CHILD SAs go.</summary>
    public Place Packets => Former ?? Place;

    /// <summary>Reads a description.</summary>
    /// <param name="description">It.</param>
    /// <param name="agreed">Where the peer was as they agreed.</param>
    public static Whereabouts Read(ReadOnlySpan<byte> description, Place agreed) =>
        description.Length < PlaceLength ? new(agreed)
        : description.Length < 2 * PlaceLength ? new(PlaceIn(description))
        : new(PlaceIn(description), FormerIn(description))
        {
            Origin = SaOrigin.Read(description[(2 * PlaceLength)..]),
        };

    /// <summary>The description.</summary>
    /// <param name="agreed">Where the peer was as they agreed.</param>
    public Octets Write(Place agreed)
    {
        var isAsked = Former is null || Former == Place;
        if (isAsked && Place == agreed && Origin is null)
        {
            return default;
        }

        Span<byte> octets = stackalloc byte[2 * PlaceLength];
        Write(octets, Place);
        Write(octets[PlaceLength..], Packets);
        return Origin is { } origin ? new([.. octets, .. origin.ToOctets().Span])
            : new(isAsked ? octets[..PlaceLength] : octets);
    }

    private static Place? FormerIn(ReadOnlySpan<byte> description) =>
        PlaceIn(description[PlaceLength..]) is var former && former != PlaceIn(description)
            ? former
            : null;

    private static Place PlaceIn(ReadOnlySpan<byte> octets) => new(
        new(BinaryPrimitives.ReadUInt32BigEndian(octets), IsIpv6: false),
        BinaryPrimitives.ReadUInt16BigEndian(octets[sizeof(uint)..]));

    private static void Write(Span<byte> octets, Place place)
    {
        BinaryPrimitives.WriteUInt32BigEndian(octets, (uint)place.Address.Value);
        BinaryPrimitives.WriteUInt16BigEndian(octets[sizeof(uint)..], place.Port);
    }
}
