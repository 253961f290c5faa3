using System.Text.RegularExpressions;
using Holdfast.Tests.Interop.Corpus;

namespace Holdfast.Tests.Interop.Comparison;

/// <summary>A difference to tshark that is meant to be.</summary>
/// <param name="Captures">Which captures: a name, in which an asterisk stands for any text.</param>
/// <param name="Path">Which field: a path, in which an asterisk stands for any text.</param>
/// <param name="Ours">What the decoder says: JSON, in which an asterisk does the same.</param>
/// <param name="Reason">Why we differ.</param>
internal sealed record DeliberateDifference(
    string Captures, string Path, string Ours, string Reason)
{
    private const string Malformed = "public/captures/malformed/";

    // tshark takes octets for IKE only if its heuristics like them, and else for data.
    private const string OtherVersion =
        "a major version that nobody speaks: data for tshark, for us a header and an error";

    private const string Short =
        "fewer octets than the header of IKE has: data for tshark, for us an error";

    private const string FirstFragment =
        "tshark reads on in a first fragment without the others; for us a fragment is data";

    private const string Unfinished =
        "asked to verify checksums, tshark joins no fragments that a sender has not yet summed";

    private const string Repeated =
        "tshark lists a fragment that came twice; nothing was joined from the second";

    private const string Missing =
        "Blowfish and Twofish (wswiki's third capture) are in no provider: told, and not opened";

    private const string WrongPadding =
        "keys that do not fit, and no ICV to tell: tshark shows what comes out, we see the padding";

    private const string NoPayloads =
        "keys that do not fit: tshark shows noise as a payload, we say that none comes out";

    private const string OwnIv =
        "an Informational exchange has an IV of its own, RFC 2409 appendix B; tshark's is another";

    /// <summary>The table. Each entry must occur, or the tests fail.</summary>
    public static IReadOnlyList<DeliberateDifference> All { get; } =
    [
        new("lab/misc/scapy-hsrp-md5-tlv.pcap", "error",
            """{"fault":"LengthOutOfRange","layer":"hsrp","field":"Algorithm","offset":64,*""",
            "Scapy sends the MD5 TLV with length 0; tshark leaves out the octets behind HSRP"),
        new("public/captures/gre/tcpdump__wccp_redirect_gre.pcap", "ip.layer", "\"data\"",
            "WCCP is not read; tshark reads the packet behind its redirect header"),
        new("public/captures/hsrp/ndpi__hsrp2_ipv6.frames1-18.pcapng", "hsrp.tlvs[0].length", "4",
            "the octet is 4; tshark 4.0 counts type and length in for the interface state alone"),
        new("public/captures/ike/corelight__ipsec_client.pcap", "udp.layer", "\"data\"",
            Unfinished),
        new("public/captures/ike/corelight__ipsec_client.pcap", "from_packets", "[*]",
            Unfinished),
        new("public/captures/ike/corelight__ipsec_client.pcap", "layers.rest",
            "\"udp\",\"udp_encap\",\"ike\"", Unfinished),
        new("public/captures/ike/ndpi__ipsec_isakmp_esp.pcap", "error",
            """{"fault":"LengthOutOfRange","layer":"ike","field":"Next Payload","offset":858,*""",
            "the last payload announces another, and the message ends; tshark is silent"),
        new("public/captures/ike/packetlife__ISAKMP_sa_setup.cap", "error", "no error",
            "payload 15 of a draft of NAT-T: octets for us, a broken SA KEK payload for tshark"),
        new("public/captures/ike/packetlife__ISAKMP_sa_setup.cap", "ike.payloads", "8 elements",
            "payload 15 of a draft of NAT-T stops tshark, which takes it for SA KEK"),
        new("public/captures/ike/wswiki__ipsec.cap", "layers.rest", "\"ethernet\",\"data\"",
            "tshark knows Cisco's ISL by its destination; it is a frame with a length for us"),
        new(Malformed + "corelight__ipsec-ikev1-zero-length.pcap", "error",
            """{"fault":"LengthOutOfRange","layer":"ike","field":"Length","offset":66,*""",
            "a message of length 0 is not IKE for tshark, for us a header and an error"),
        new(Malformed + "corelight__ipsec-ikev1-zero-length.pcap", "layers.rest", "\"ike\"",
            "a message of length 0 is not IKE for tshark, for us a header and an error"),
        new(Malformed + "tcpdump__dns_fwdptr.pcap", "error",
            """{"fault":"FixedValueMismatch","layer":"ike","field":"MjVer",*""", OtherVersion),
        new(Malformed + "tcpdump__dns_fwdptr.pcap", "layers.rest", "\"ike\"", OtherVersion),
        new(Malformed + "tcpdump__gre-heapoverflow-1.pcap", "error",
            """{"fault":"FixedValueMismatch","layer":"ip","field":"Version","offset":14,*""",
            "EtherType 0x0800 and IP version 0: tshark notes it, and calls no packet malformed"),
        new(Malformed + "tcpdump__ikev1_id_ipv6_addr_subnet-oobr.pcap", "udp.layer", "\"data\"",
            FirstFragment),
        new(Malformed + "tcpdump__ikev2-id-short.pcap", "error",
            """{"fault":"*","layer":"ike","field":"*","offset":75,*""",
            "an ID payload of 5 octets has 8 at least; tshark reads what stands behind it"),
        new(Malformed + "tcpdump__isakmp-ikev1_n_print-oobr.pcap", "udp.layer", "\"data\"",
            FirstFragment),
        new(Malformed + "tcpdump__isakmp-no-none-np.pcapng", "error",
            """{"fault":"LengthOutOfRange","layer":"ike","field":"Next Payload","offset":126,*""",
            "the last payload announces another, and the message ends; tshark is silent"),
        new(Malformed + "tcpdump__isakmp-various-oobr.pcap", "udp.layer", "\"data\"",
            FirstFragment),
        new(Malformed + "tcpdump__vrrp-vrrp_print-oobr-2.pcap", "error",
            """{"fault":"LengthOutOfRange","layer":"ip","field":"Fragment Offset",*""",
            "RFC 791 §3.2: fragments but the last hold a multiple of 8 octets; data for tshark"),
        new("keyed/wswiki__ipsec_esp_capture_3.pcap", "esp.*", "*", Missing),
        new("keyed/wswiki__ipsec_esp_capture_3.pcap", "layers.rest", "", Missing),
        new("keyed/tcpdump__espudp1.pcap", "esp.decrypted", "false", WrongPadding),
        new("keyed/tcpdump__espudp1.pcap", "esp.pad_length", "absent", WrongPadding),
        new("keyed/tcpdump__espudp1.pcap", "esp.next_header", "absent", WrongPadding),
        new("keyed/tcpdump__espudp1.pcap", "layers.rest", "", WrongPadding),
        new("keyed/tcpdump__ikev2pI2.pcap", "ike.payloads[0].*", "*",
            "a bad ICV, says tshark too, and shows what comes out; nothing is opened for us"),
        .. TwoKeys("keyed/rub__ikev1-psk-main-mode-incomplete.pcapng"),
        .. TwoKeys("keyed/lab/v1-psk-mismatch"),
        new("keyed/lab/iop-vpnc-v1-aggressive-xauth", "error",
            """{"fault":"FixedValueMismatch","layer":"ip","field":"Version","offset":0,*""",
            "the trailer says IPv4 and the payload is IPv6: tshark notes it, and is content"),
        new("keyed/lab/*-esn*", "esp.icv_check", "\"good\"",
            "Wireshark's tables have no word for ESN: its ICV lacks the high half of the number"),
        new("made/blocks-*", "time", "null",
            "a simple packet block has no time: null for us, the year 1970 for tshark"),
        new("made/fragments-1012", "from_packets", "[1,2,4]", Repeated),
        new("made/fragments-1012", "ip.from_packets*", "*", Repeated),
        new("made/raw-*00", "error",
            """{"fault":"LengthOutOfRange","layer":"ike","field":"Num Transforms",*""",
            "Scapy announces no transform and sends one; tshark does not count"),
        new("made/raw-*00", "error",
            """{"fault":"FixedValueMismatch","layer":"ike","field":"MjVer",*""", OtherVersion),
        new("made/raw-*00", "layers.rest", "\"ike\"", OtherVersion),
        new("made/raw-*00", "error", """{"fault":"Truncated","layer":"ike",*""", Short),
    ];

    // A handshake whose sides have different keys, of which the table has one.
    private static DeliberateDifference[] TwoKeys(string capture) =>
    [
        new(capture, "error", "no error", NoPayloads),
        new(capture, "ike.decrypted", "false", NoPayloads),
        new(capture, "ike.payloads", "0 elements", NoPayloads),
        new(capture, "ike.payloads", "2 elements", OwnIv),
        new(capture, "ike.payloads[0].length", "24", OwnIv),
        new(capture, "ike.payloads[0].data", "*", OwnIv),
    ];

    /// <summary>The entry that explains a difference, or null.</summary>
    public static DeliberateDifference? For(CaptureFile capture, Difference difference) =>
        All.FirstOrDefault(d => d.Covers(capture)
            && Matches(d.Path, difference.Path) && Matches(d.Ours, difference.Actual));

    /// <summary>Whether the entry speaks about that capture.</summary>
    public bool Covers(CaptureFile capture) => Matches(Captures, capture.Name);

    private static bool Matches(string pattern, string text) => Regex.IsMatch(
        text,
        "^" + Regex.Escape(pattern).Replace(@"\*", ".*", StringComparison.Ordinal) + "$",
        RegexOptions.CultureInvariant);
}
