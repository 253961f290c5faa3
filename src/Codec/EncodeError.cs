namespace Holdfast.Codec;

/// <summary>Why a value cannot be written.</summary>
public enum EncodeFault : byte
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The destination is smaller than the value's size.</summary>
    DestinationTooSmall,

    /// <summary>A length, count or number does not fit its field.</summary>
    DoesNotFit,

    /// <summary>An extent is no multiple of the unit that its length field counts in.</summary>
    NotAMultiple,

    /// <summary>Octets of a fixed size have another size.</summary>
    WrongSize,

    /// <summary>A value that must be there is null.</summary>
    Missing,
}

/// <summary>Why a value cannot be written, and which field is the cause.</summary>
/// <param name="Fault">The cause.</param>
/// <param name="Field">The field's label, an interned literal.</param>
public readonly record struct EncodeError(EncodeFault Fault, string Field)
{
    /// <summary>For example "DoesNotFit in Payload Length".</summary>
    public override string ToString() => $"{Fault} in {Field}";
}
