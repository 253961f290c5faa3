namespace Holdfast.Codec;

/// <summary>A checked view over octets: parsed in place, nothing copied.</summary>
/// <remarks>
/// A view is what <c>TryParse</c> gave when it said yes. The default one covers no octets; its
/// fields are absent, empty, or throw (<see cref="NullReferenceException"/>,
/// <see cref="InvalidOperationException"/>), and no octet that is not there is read.
/// </remarks>
/// <typeparam name="TSelf">The view.</typeparam>
public interface IWire<TSelf>
    where TSelf : IWire<TSelf>, allows ref struct
{
    /// <summary>
    /// Parses from the start of a source; what the view does not cover is left over.
    /// </summary>
    static abstract bool TryParse(
        ReadOnlySpan<byte> source, out TSelf view, out DecodeError error);

    /// <summary>Exactly the octets that the view covers.</summary>
    ReadOnlySpan<byte> Octets { get; }
}

/// <summary>A checked view that depends on facts from outside.</summary>
/// <typeparam name="TSelf">The view.</typeparam>
/// <typeparam name="TContext">The facts.</typeparam>
public interface IWire<TSelf, TContext>
    where TSelf : IWire<TSelf, TContext>, allows ref struct
    where TContext : struct
{
    /// <summary>
    /// Parses from the start of a source; what the view does not cover is left over.
    /// </summary>
    static abstract bool TryParse(
        ReadOnlySpan<byte> source,
        scoped in TContext context,
        out TSelf view,
        out DecodeError error);

    /// <summary>Exactly the octets that the view covers.</summary>
    ReadOnlySpan<byte> Octets { get; }
}

/// <summary>An element of a chain, whose type is told from outside.</summary>
/// <typeparam name="TSelf">The view.</typeparam>
public interface ILink<TSelf>
    where TSelf : ILink<TSelf>, allows ref struct
{
    /// <summary>Parses a link of the given type.</summary>
    static abstract bool TryParseLink(
        ReadOnlySpan<byte> source, uint tag, out TSelf view, out DecodeError error);

    /// <summary>Whether a link of this type is the last whatever its Next field says.</summary>
    static abstract bool IsLast(uint tag);

    /// <summary>Whether the type is known.</summary>
    static abstract bool IsKnown(uint tag);

    /// <summary>
    /// Octets of the fixed part of a link whose every check is its length, which lies in that part
    /// and measures the whole link; 0: the link has other checks.
    /// </summary>
    static abstract int PlainOctets { get; }

    /// <summary>The length of a plain link, read where its fixed part starts.</summary>
    static abstract uint PlainSize(ref readonly byte start);

    /// <summary>The Next field of a plain link, read where its fixed part starts.</summary>
    static abstract uint PlainNext(ref readonly byte start);

    /// <summary>A view of a plain link whose length was checked.</summary>
    static abstract TSelf Plain(ReadOnlySpan<byte> octets, uint tag);

    /// <summary>The type of this link.</summary>
    uint LinkTag { get; }

    /// <summary>The type that the link's Next field names.</summary>
    uint NextTag { get; }

    /// <summary>Exactly the octets that the view covers.</summary>
    ReadOnlySpan<byte> Octets { get; }
}

/// <summary>An element that says in band whether another follows.</summary>
public interface IContinued
{
    /// <summary>Whether another element follows.</summary>
    bool HasMore { get; }

    /// <summary>Label of the mark.</summary>
    static abstract string MoreField { get; }

    /// <summary>Offset of the mark, in octets from the element's start.</summary>
    static abstract int MoreOffset { get; }
}
