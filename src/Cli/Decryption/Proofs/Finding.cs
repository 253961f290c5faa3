namespace Holdfast.Cli.Decryption.Proofs;

/// <summary>What was found of a proof: of the payload by which a peer shows who it is.</summary>
/// <param name="Check">Whether it fits.</param>
/// <param name="Problem">Why it does not, or why nobody could tell; null: it fits.</param>
internal readonly record struct Finding(IcvCheck Check, string? Problem)
{
    /// <summary>It fits.</summary>
    public static Finding Good { get; } = new(IcvCheck.Good, null);

    /// <summary>It does not fit: another key, another peer, or other octets.</summary>
    public static Finding Bad(string why) => new(IcvCheck.Bad, why);

    /// <summary>Something that is needed to tell is not at hand.</summary>
    public static Finding Unchecked(string why) => new(IcvCheck.Unchecked, why);
}

/// <summary>A proof in a message: AUTH or NO_PPK_AUTH of IKEv2, HASH or SIG of IKEv1.</summary>
/// <param name="Payload">Which payload of the clear text it is, from 0.</param>
/// <param name="Finding">What was found of it.</param>
internal readonly record struct Proof(int Payload, Finding Finding);
