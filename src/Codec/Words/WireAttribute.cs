namespace Holdfast.Codec;

/// <summary>
/// Declares a wire type: a <c>readonly ref partial struct</c> whose layout is an RFC bit diagram
/// (<see cref="Figure"/>) or the <see cref="BitsAttribute"/> widths of its partial properties.
/// </summary>
[AttributeUsage(AttributeTargets.Struct)]
public sealed class WireAttribute(int rfc = 0, string section = "", string figure = "") : Attribute
{
    /// <summary>The RFC that defines the layout; 0 where no RFC does.</summary>
    public int Rfc { get; } = rfc;

    /// <summary>The section of the RFC, or the name of another document.</summary>
    public string Section { get; } = section;

    /// <summary>The bit diagram, 32 bits a row; empty: the layout is given by widths.</summary>
    public string Figure { get; } = figure;

    /// <summary>
    /// Byte order of every number wider than an octet; network order unless said.
    /// </summary>
    public ByteOrder Order { get; init; } = ByteOrder.Big;

    /// <summary>
    /// Typed facts from outside that the layout depends on: a struct with public properties.
    /// </summary>
    public Type? Context { get; init; }
}

/// <summary>Byte order of a number on the wire.</summary>
public enum ByteOrder : byte
{
    /// <summary>Network order, most significant octet first.</summary>
    Big,

    /// <summary>Least significant octet first.</summary>
    Little,
}

/// <summary>
/// The byte order is found in band: the named field read in network order, or reversed, is one of
/// the magic numbers. With <see cref="Context"/>, a context member of type
/// <see cref="ByteOrder"/> says it instead.
/// </summary>
[AttributeUsage(AttributeTargets.Struct)]
public sealed class ByteOrderAttribute(string field = "", params uint[] magic) : Attribute
{
    /// <summary>The magic field, at a constant offset; empty with <see cref="Context"/>.</summary>
    public string Field { get; } = field;

    /// <summary>The values that the field has in its own byte order.</summary>
    public uint[] Magic { get; } = magic;

    /// <summary>The member of the context type that gives the byte order.</summary>
    public string Context { get; init; } = "";
}
