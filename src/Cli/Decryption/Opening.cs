using Holdfast.Cli.Keys;

namespace Holdfast.Cli.Decryption;

/// <summary>What was found of an integrity check value.</summary>
internal enum IcvCheck : byte
{
    /// <summary>Nobody could check it: no key, no algorithm, or not all octets.</summary>
    Unchecked,

    /// <summary>It fits.</summary>
    Good,

    /// <summary>It does not fit: other keys, or other octets.</summary>
    Bad,
}

/// <summary>What the keys at hand made of a layer: IKE, ESP or AH.</summary>
internal sealed record Opening
{
    /// <summary>Keys were given, but none for this SA.</summary>
    public static Opening NoKeys { get; } = new() { Problem = "no keys" };

    /// <summary>The capture holds not all of it.</summary>
    public static Opening Cut { get; } = new() { Problem = "the capture was cut" };

    /// <summary>The integrity check value.</summary>
    public IcvCheck Icv { get; init; }

    /// <summary>The number of the clear text among the packet's sources; 0: none.</summary>
    public int Source { get; init; }

    /// <summary>The keys that opened ESP; null: none did.</summary>
    public SaKeys.Child? By { get; init; }

    /// <summary>Why there is no clear text; null: there is, or nothing was encrypted.</summary>
    public string? Problem { get; init; }

    /// <summary>Octets of the IV in the packet.</summary>
    public int IvLength { get; init; }

    /// <summary>Octets of the ICV in the packet.</summary>
    public int IcvLength { get; init; }

    /// <summary>The high half of the sequence number; null: it has 32 bits.</summary>
    public uint? SequenceHigh { get; init; }

    /// <summary>Octets of the clear text that are payload or payloads.</summary>
    public int Length { get; init; }

    /// <summary>Octets of padding behind them, its length apart.</summary>
    public int PadLength { get; init; }

    /// <summary>What ESP's trailer says the payload is; the first payload type in IKE.</summary>
    public byte Next { get; init; }

    /// <summary>The payloads are those of IKEv1.</summary>
    public bool IsVersion1 { get; init; }

    /// <summary>Good payloads in the clear text of IKE.</summary>
    public int Elements { get; init; }

    /// <summary>What was encrypted is decrypted.</summary>
    public bool IsDecrypted => Problem is null;
}
