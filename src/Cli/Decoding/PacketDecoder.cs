using Holdfast.Cli.Decryption;
using Holdfast.Codec;
using Holdfast.Protocol.Capture;
using Holdfast.Protocol.Reassembly;

namespace Holdfast.Cli.Decoding;

/// <summary>What is to be read next; nothing at the end.</summary>
/// <param name="kind">The layer.</param>
/// <param name="part">Its octets, and perhaps more.</param>
/// <param name="from">The packets that it was joined from, if nothing before tells them.</param>
internal readonly ref struct Following(LayerKind kind, Part part, Items<long> from = default)
{
    /// <summary>The layer; null: the end.</summary>
    public LayerKind? Kind { get; } = kind;

    /// <summary>Its octets, and perhaps more.</summary>
    public Part Part { get; } = part;

    /// <summary>The packets that it was joined from, if nothing before tells them.</summary>
    public Items<long> From { get; } = from;

    /// <summary>Nothing follows.</summary>
    public static Following Nothing => default;

    /// <summary>What no layer reads, if octets are left.</summary>
    public static Following Data(Part part) =>
        part.Length == 0 ? default : new(LayerKind.Data, part);
}

/// <summary>
/// Finds the layers of packets, one packet after the other: from the link header to IKE, ESP, AH,
/// HSRP, BFD and NHRP, through fragments and streams. What spans packets waits in bounded tables.
/// </summary>
internal sealed class PacketDecoder
{
    // Each entering makes new octets out of a packet's.
    private const int MostEntered = 16;

    private int _link = -1;
    private int _entered;

    /// <summary>The layers of the packet at hand.</summary>
    public PacketLayers Layers { get; } = new();

    /// <summary>The number of the packet at hand.</summary>
    public long Number { get; private set; }

    /// <summary>When it was seen, in seconds; 0: not known.</summary>
    public long Seconds { get; private set; }

    /// <summary>SAs whose packets can be opened; null: nobody gave keys.</summary>
    public SaTable? Keys { get; init; }

    /// <summary>
    /// What stood before the data of the datagram that was joined last, without a fragment header;
    /// its length is still the fragment's. Kept only where there are keys.
    /// </summary>
    public byte[] JoinedHeader { get; set; } = [];

    /// <summary>Who sends to whom, by the innermost header read so far.</summary>
    public FlowKey Flow { get; set; }

    /// <summary>Fragments of datagrams that are not whole.</summary>
    public FragmentTable Fragments { get; set; } = FragmentTable.Empty();

    /// <summary>Streams that encapsulate IPsec.</summary>
    public TcpStreamTable Streams { get; set; } = TcpStreamTable.Empty();

    /// <summary>IKEv1 fragments of messages that are not whole.</summary>
    public MessageFragments Messages { get; set; } = MessageFragments.Empty();

    /// <summary>Finds the layers of a packet; false if nothing is known of its link type.</summary>
    public bool TryDecode(long number, in CapturedPacket packet)
    {
        if (LinkLayers.First(packet.LinkType) is not { } kind)
        {
            return false;
        }

        Layers.Clear();
        Number = number;
        Seconds = packet.HasTime ? packet.Time.Seconds : 0;
        Flow = default;
        _link = -1;
        _entered = 0;
        var isCut = packet.Octets.Length < packet.OriginalLength;
        Walk(new Following(kind, new Part(packet.Octets, 0, isCut)));
        return true;
    }

    /// <summary>Reads layer after layer to the end.</summary>
    public void Walk(Following next)
    {
        while (next.Kind is { } kind)
        {
            next = Read(kind, next.Part, next.From);
        }
    }

    /// <summary>Adds a layer.</summary>
    public void Add(Layer layer)
    {
        if (layer.Kind == LayerKind.Ethernet)
        {
            _link = Layers.Count;
        }

        Layers.Add(layer);
    }

    /// <summary>Adds what no layer reads.</summary>
    public Following AddData(Part part)
    {
        Layers.Add(part.Layer(LayerKind.Data));
        return Following.Nothing;
    }

    /// <summary>
    /// Counts what is decrypted or decompressed in one packet; false: no more of it.
    /// </summary>
    public bool TryEnter() => _entered++ < MostEntered;

    /// <summary>A network packet begins in a layer, which may hold octets behind it.</summary>
    public void BeginNetwork(int layer) => _link = layer;

    /// <summary>
    /// The network packet in a link frame ends; octets behind it are the frame's trailer.
    /// </summary>
    public void EndNetwork(int trailer)
    {
        if (_link >= 0)
        {
            Layers[_link] = Layers[_link] with { Trailer = trailer };
            _link = -1;
        }
    }

    /// <summary>Keeps the first fault.</summary>
    /// <param name="kind">The layer at fault.</param>
    /// <param name="part">What the error's offset counts from.</param>
    /// <param name="error">What is wrong.</param>
    public Following Fail(LayerKind kind, Part part, DecodeError error)
    {
        Layers.Fault ??= new LayerFault(
            kind, error.Shift(part.Start), Layers.KindOf(part.Number));
        return Following.Nothing;
    }

    private Following Read(LayerKind kind, Part part, Items<long> from) => kind switch
    {
        LayerKind.Ethernet => LinkLayers.Ethernet(this, part),
        LayerKind.Vlan => LinkLayers.Vlan(this, part),
        LayerKind.Sll => LinkLayers.Cooked(this, part),
        LayerKind.Sll2 => LinkLayers.CookedV2(this, part),
        LayerKind.Null => LinkLayers.Loopback(this, part),
        LayerKind.Raw => LinkLayers.Raw(this, part),
        LayerKind.Ipv4 => Ipv4Decoder.Read(this, part),
        LayerKind.Ipv6 => Ipv6Decoder.Read(this, part),
        LayerKind.Udp => UdpDecoder.Read(this, part),
        LayerKind.UdpEncap => UdpDecoder.ReadEncapsulated(this, part),
        LayerKind.Tcp => TcpDecoder.Read(this, part),
        LayerKind.Ike => IkeDecoder.Read(this, part, from),
        LayerKind.Esp => SecurityDecoder.Esp(this, part),
        LayerKind.Ah => SecurityDecoder.Ah(this, part),
        LayerKind.Ipcomp => IpcompDecoder.Read(this, part),
        LayerKind.Hsrp => HsrpDecoder.Read(this, part),
        LayerKind.Bfd => BfdDecoder.Read(this, part),
        LayerKind.Gre => GreDecoder.Read(this, part),
        LayerKind.Nhrp => NhrpDecoder.Read(this, part),
        LayerKind.Data or LayerKind.TcpEncap => AddData(part),
    };
}
