namespace Holdfast.Cli.Decoding;

/// <summary>Short names of payloads, as exchanges are written in the RFCs.</summary>
internal static class PayloadNames
{
    /// <summary>A payload of IKEv2; null: not known.</summary>
    public static string? Version2(byte type) => type switch
    {
        33 => "SA",
        34 => "KE",
        35 => "IDi",
        36 => "IDr",
        37 => "CERT",
        38 => "CERTREQ",
        39 => "AUTH",
        40 => "Nonce",
        41 => "N",
        42 => "D",
        43 => "V",
        44 => "TSi",
        45 => "TSr",
        46 => "SK",
        47 => "CP",
        48 => "EAP",
        49 => "GSPM",
        50 => "IDg",
        51 => "GSA",
        52 => "KD",
        53 => "SKF",
        54 => "PS",
        _ => null,
    };

    /// <summary>A payload of IKEv1; null: not known.</summary>
    public static string? Version1(byte type) => type switch
    {
        1 => "SA",
        2 => "P",
        3 => "T",
        4 => "KE",
        5 => "ID",
        6 => "CERT",
        7 => "CR",
        8 => "HASH",
        9 => "SIG",
        10 => "NONCE",
        11 => "N",
        12 => "D",
        13 => "VID",
        14 => "CONFIG",
        15 => "SAK",
        16 => "SAT",
        17 => "KD",
        18 => "SEQ",
        19 => "POP",
        20 or 130 => "NAT-D",
        21 or 131 => "NAT-OA",
        132 => "FRAG",
        _ => null,
    };
}
