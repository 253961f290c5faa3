namespace Holdfast.Codec;

/// <summary>The field always has this value.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ConstAttribute(ulong value) : Attribute
{
    /// <summary>The value.</summary>
    public ulong Value { get; } = value;
}

/// <summary>
/// The value lies in [Min, Max]; with <see cref="Of"/>, only where that field says so. A field may
/// have several ranges, each under a condition of its own.
/// </summary>
[AttributeUsage(AttributeTargets.Property, AllowMultiple = true)]
public sealed class RangeAttribute(ulong min, ulong max) : Attribute
{
    /// <summary>The smallest value.</summary>
    public ulong Min { get; } = min;

    /// <summary>The largest value.</summary>
    public ulong Max { get; } = max;

    /// <summary>The earlier number, or the tag, that decides; empty: always.</summary>
    public string Of { get; init; } = "";

    /// <summary>The value of <see cref="Of"/> with which the range holds.</summary>
    public ulong Is { get; init; }

    /// <summary>Zero is allowed too.</summary>
    public bool OrZero { get; init; }
}

/// <summary>
/// A variable part has Min to Max octets; with <see cref="Of"/>, only where that field says so. A
/// part may have several lengths, each under a condition of its own.
/// </summary>
[AttributeUsage(AttributeTargets.Property, AllowMultiple = true)]
public sealed class LengthAttribute(ulong min, ulong max) : Attribute
{
    /// <summary>The fewest octets.</summary>
    public ulong Min { get; } = min;

    /// <summary>The most octets.</summary>
    public ulong Max { get; } = max;

    /// <summary>The earlier number, or the tag, that decides; empty: always.</summary>
    public string Of { get; init; } = "";

    /// <summary>The value of <see cref="Of"/> with which the length holds.</summary>
    public ulong Is { get; init; }

    /// <summary>No octets at all are allowed too.</summary>
    public bool OrZero { get; init; }
}

/// <summary>The value is not zero.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class NonZeroAttribute : Attribute;

/// <summary>A static method <c>bool M(ulong)</c> of the same type accepts the value.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class WhereAttribute(string method) : Attribute
{
    /// <summary>The method.</summary>
    public string Method { get; } = method;
}

/// <summary>The value repeats that of an earlier field.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SameAsAttribute(string field) : Attribute
{
    /// <summary>The earlier field.</summary>
    public string Field { get; } = field;
}

/// <summary>How a checksum is computed.</summary>
public enum ChecksumAlgorithm : byte
{
    /// <summary>The 16-bit ones' complement sum of RFC 1071.</summary>
    Internet,
}

/// <summary>
/// A checksum, verified on read and computed on write with its own field as zero.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ChecksumAttribute(ChecksumAlgorithm algorithm) : Attribute
{
    /// <summary>The algorithm.</summary>
    public ChecksumAlgorithm Algorithm { get; } = algorithm;

    /// <summary>
    /// The last field covered, counted from the start of the type; empty: all of it.
    /// </summary>
    public string To { get; init; } = "";

    /// <summary>
    /// What a reader does with a wrong sum: refuse it, or tell it through the generated
    /// <c>…IsValid</c> property only (captures at a host with checksum offload are full of wrong
    /// ones).
    /// </summary>
    public OnRead OnRead { get; init; } = OnRead.Refuse;
}

/// <summary>Ciphertext: the type of the plaintext that a caller's decryption yields.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class EncryptedAttribute(Type plaintext) : Attribute
{
    /// <summary>The wire type of the plaintext.</summary>
    public Type Plaintext { get; } = plaintext;
}

/// <summary>
/// An open enumeration: on a <c>readonly partial record struct X(byte Value)</c> (or wider), names
/// from a registry table, a CSV file among the project's additional files with the columns
/// <c>value,identifier,label,reference</c>. Values without a name are kept.
/// </summary>
[AttributeUsage(AttributeTargets.Struct)]
public sealed class RegistryAttribute(string file) : Attribute
{
    /// <summary>The name of the file.</summary>
    public string File { get; } = file;
}
