namespace Holdfast.Cli.Decoding;

/// <summary>What a layer of a packet is.</summary>
internal enum LayerKind : byte
{
    Ethernet,
    Vlan,
    Sll,
    Sll2,
    Null,
    Raw,
    Ipv4,
    Ipv6,
    Udp,
    Tcp,
    UdpEncap,
    TcpEncap,
    Ike,
    Esp,
    Ah,
    Ipcomp,
    Hsrp,
    Bfd,
    Gre,
    Nhrp,
    Data,
}

/// <summary>What a UDP or TCP encapsulation carries.</summary>
internal enum EncapsulatedKind : byte
{
    Prefix,
    Keepalive,
    Ike,
    Esp,
}

/// <summary>Names of layers, as in docs/decode-json.md.</summary>
internal static class LayerNames
{
    /// <summary>The name of a layer.</summary>
    public static string Of(LayerKind kind) => kind switch
    {
        LayerKind.Ethernet => "ethernet",
        LayerKind.Vlan => "vlan",
        LayerKind.Sll => "sll",
        LayerKind.Sll2 => "sll2",
        LayerKind.Null => "null",
        LayerKind.Raw => "raw",
        LayerKind.Ipv4 or LayerKind.Ipv6 => "ip",
        LayerKind.Udp => "udp",
        LayerKind.Tcp => "tcp",
        LayerKind.UdpEncap => "udp_encap",
        LayerKind.TcpEncap => "tcp_encap",
        LayerKind.Ike => "ike",
        LayerKind.Esp => "esp",
        LayerKind.Ah => "ah",
        LayerKind.Ipcomp => "ipcomp",
        LayerKind.Hsrp => "hsrp",
        LayerKind.Bfd => "bfd",
        LayerKind.Gre => "gre",
        LayerKind.Nhrp => "nhrp",
        LayerKind.Data => "data",
    };

    /// <summary>What octets are, for people.</summary>
    public static string Of(SourceKind kind) => kind switch
    {
        SourceKind.Frame => "captured",
        SourceKind.Joined => "joined",
        SourceKind.Decrypted => "decrypted",
        SourceKind.Decompressed => "decompressed",
    };

    /// <summary>The name of what an encapsulation carries.</summary>
    public static string Of(EncapsulatedKind kind) => kind switch
    {
        EncapsulatedKind.Prefix => "prefix",
        EncapsulatedKind.Keepalive => "keepalive",
        EncapsulatedKind.Ike => "ike",
        EncapsulatedKind.Esp => "esp",
    };
}
