namespace Holdfast.Codec;

/// <summary>What is wrong with octets that do not parse.</summary>
public enum DecodeFault : byte
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The octets end before the value does.</summary>
    Truncated,

    /// <summary>A field that has one value has another.</summary>
    FixedValueMismatch,

    /// <summary>A number lies outside what its field allows.</summary>
    ValueOutOfRange,

    /// <summary>A length or count disagrees with the extent that it measures or lies in.</summary>
    LengthOutOfRange,

    /// <summary>A reserved bit is set where that is refused.</summary>
    ReservedBitSet,

    /// <summary>An unknown type is marked critical.</summary>
    UnknownCritical,

    /// <summary>An in-band continuation mark disagrees with the list's end.</summary>
    ContinuationMismatch,

    /// <summary>A repeated field differs from the first.</summary>
    RepeatMismatch,

    /// <summary>Padding octets break their rule.</summary>
    PaddingMismatch,

    /// <summary>A checksum does not fit what it covers.</summary>
    ChecksumMismatch,

    /// <summary>Octets are left over inside a fixed extent.</summary>
    TrailingOctets,

    /// <summary>No type is known for a tag whose set is closed.</summary>
    UnknownTag,

    /// <summary>A frame is larger than the reader's limit.</summary>
    FrameTooLarge,

    /// <summary>A segmented input is longer than the scratch space that was lent for it.</summary>
    ScratchTooSmall,
}

/// <summary>Why octets do not parse: what, in which field, at which octet.</summary>
/// <remarks>
/// 16 octets, so that it is returned in registers: one octet more, and every parser that is inlined
/// into its caller keeps its error in memory, and clears it for each packet.
/// </remarks>
public readonly record struct DecodeError
{
    // What is missing where that is more than 0, and then the fault is Truncated; else the fault,
    // negated.
    private readonly int _missingOrFault;

    /// <summary>An error.</summary>
    /// <param name="fault">What is wrong.</param>
    /// <param name="offset">Octets from the start of what was given to the parser.</param>
    /// <param name="field">The field's label, an interned literal.</param>
    /// <param name="missing">See <see cref="Missing"/>.</param>
    public DecodeError(DecodeFault fault, int offset, string field, int missing = 0)
    {
        _missingOrFault = Join(fault, missing);
        Offset = offset;
        Field = field;
    }

    /// <summary>What is wrong.</summary>
    public DecodeFault Fault
    {
        get => _missingOrFault > 0 ? DecodeFault.Truncated : (DecodeFault)(-_missingOrFault);
        init => _missingOrFault = Join(value, Missing);
    }

    /// <summary>Octets from the start of what was given to the parser.</summary>
    public int Offset { get; init; }

    /// <summary>The field's label, an interned literal.</summary>
    public string Field { get; init; }

    /// <summary>
    /// With <see cref="DecodeFault.Truncated"/>: at least so many octets are missing; exactly so
    /// many once the length field is there. With any other fault 0.
    /// </summary>
    public int Missing
    {
        get => Math.Max(0, _missingOrFault);
        init => _missingOrFault = Join(Fault, value);
    }

    /// <summary>
    /// The same error told from an enclosing start, <paramref name="by"/> octets earlier.
    /// </summary>
    public DecodeError Shift(int by) => this with { Offset = Offset + by };

    /// <summary>
    /// The same error inside an extent that a length fixes: octets missing there are a wrong
    /// length, not a truncated input.
    /// </summary>
    public DecodeError Within(int by) => Fault == DecodeFault.Truncated
        ? new DecodeError(DecodeFault.LengthOutOfRange, Offset + by, Field)
        : Shift(by);

    /// <summary>For example "FixedValueMismatch in MjVer at octet 17".</summary>
    public override string ToString() => Missing > 0
        ? $"{Fault} in {Field} at octet {Offset} ({Missing} more needed)"
        : $"{Fault} in {Field} at octet {Offset}";

    private static int Join(DecodeFault fault, int missing) =>
        fault == DecodeFault.Truncated && missing > 0 ? missing : -(int)fault;
}
