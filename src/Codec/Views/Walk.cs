using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Holdfast.Codec;

/// <summary>
/// The checks of lists and chains that generated parsers share. <c>bounded</c> says that a length
/// fixes the extent, so that missing octets are a wrong length and not a truncated source.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Walk
{
    /// <summary>A list over octets that were checked.</summary>
    public static Many<T> Many<T>(ReadOnlySpan<byte> octets, int count)
        where T : IWire<T>, allows ref struct => new(octets, count);

    /// <summary>A list over octets that were checked.</summary>
    public static Many<T, TContext> Many<T, TContext>(
        ReadOnlySpan<byte> octets, int count, scoped in TContext context)
        where T : IWire<T, TContext>, allows ref struct
        where TContext : struct => new(octets, count, context);

    /// <summary>A chain over octets that were checked.</summary>
    public static Chain<T> Chain<T>(
        ReadOnlySpan<byte> octets, uint first, uint ending, int count)
        where T : ILink<T>, allows ref struct => new(octets, first, ending, count);

    /// <summary>Checks elements until the octets are used up, or (wanted ≥ 0) so many.</summary>
    /// <param name="source">The extent of the list, or what is left for it.</param>
    /// <param name="wanted">The number of elements to stop at; −1: until the octets are used
    /// up.</param>
    /// <param name="bounded">Whether a length fixes the extent.</param>
    /// <param name="count">Elements seen.</param>
    /// <param name="used">Octets used.</param>
    /// <param name="error">What is wrong, told from the start of the source.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryMany<T>(
        ReadOnlySpan<byte> source, int wanted, bool bounded,
        out int count, out int used, out DecodeError error)
        where T : IWire<T>, allows ref struct
    {
        if (source.IsEmpty && wanted <= 0)
        {
            count = 0;
            used = 0;
            error = default;
            return true;
        }

        var walked = Each<T>(source, wanted, bounded);
        count = walked.Count;
        used = walked.Used;
        if (walked.IsGood)
        {
            error = default;
            return true;
        }

        error = walked.Refusal();
        return false;
    }

    // What a walk came to, by value in two registers: a caller's variable that is handed on by
    // reference lives in memory for good, and is cleared for every packet. An error has a field;
    // where there is none, the numbers are the elements and octets of a good walk.
    private readonly struct Walked
    {
        private readonly string? _field;

        public Walked(int count, int used) => (Count, Used) = (count, used);

        public Walked(DecodeError error)
        {
            _field = error.Field ?? "";
            Count = error.Missing > 0 ? error.Missing : -(int)error.Fault;
            Used = error.Offset;
        }

        public int Count { get; }

        public int Used { get; }

        public bool IsGood => _field is null;

        [MethodImpl(MethodImplOptions.NoInlining)]
        public DecodeError Refusal() => Count > 0
            ? new(DecodeFault.Truncated, Used, _field!, Count)
            : new((DecodeFault)(-Count), Used, _field!);
    }

    private static Walked Each<T>(ReadOnlySpan<byte> source, int wanted, bool bounded)
        where T : IWire<T>, allows ref struct
    {
        var count = 0;
        var used = 0;
        while (wanted < 0 ? used < source.Length : count < wanted)
        {
            if (!T.TryParse(source[used..], out var element, out var error))
            {
                return new(bounded ? error.Within(used) : error.Shift(used));
            }

            used += element.Octets.Length;
            count++;
        }

        return new(count, used);
    }

    /// <inheritdoc cref="TryMany{T}"/>
    public static bool TryMany<T, TContext>(
        ReadOnlySpan<byte> source, scoped in TContext context, int wanted, bool bounded,
        out int count, out int used, out DecodeError error)
        where T : IWire<T, TContext>, allows ref struct
        where TContext : struct
    {
        count = 0;
        used = 0;
        error = default;
        while (wanted < 0 ? used < source.Length : count < wanted)
        {
            if (!T.TryParse(source[used..], in context, out var element, out error))
            {
                error = bounded ? error.Within(used) : error.Shift(used);
                return false;
            }

            used += element.Octets.Length;
            count++;
        }

        return true;
    }

    /// <summary>
    /// Checks elements with continuation marks: the marks, the count (wanted ≥ 0) and the end of
    /// the octets (in a fixed extent) must agree.
    /// </summary>
    /// <param name="source">The extent of the list, or what is left for it.</param>
    /// <param name="wanted">The number of elements to stop at; −1: until the octets are used
    /// up.</param>
    /// <param name="bounded">Whether a length fixes the extent.</param>
    /// <param name="count">Elements seen.</param>
    /// <param name="used">Octets used.</param>
    /// <param name="error">What is wrong, told from the start of the source.</param>
    public static bool TryContinued<T>(
        ReadOnlySpan<byte> source, int wanted, bool bounded,
        out int count, out int used, out DecodeError error)
        where T : IWire<T>, IContinued, allows ref struct
    {
        count = 0;
        used = 0;
        error = default;
        while (wanted < 0 ? used < source.Length : count < wanted)
        {
            if (!T.TryParse(source[used..], out var element, out error))
            {
                error = bounded ? error.Within(used) : error.Shift(used);
                return false;
            }

            var start = used;
            used += element.Octets.Length;
            count++;
            var last = wanted < 0 ? used == source.Length : count == wanted;
            if (element.HasMore == last)
            {
                error = new DecodeError(
                    DecodeFault.ContinuationMismatch, start + T.MoreOffset, T.MoreField);
                return false;
            }
        }

        return true;
    }

    /// <summary>Checks the links of a chain up to its end.</summary>
    /// <param name="source">The extent of the chain, or what is left for it.</param>
    /// <param name="first">The type of the first link.</param>
    /// <param name="end">The tag behind the last link.</param>
    /// <param name="endsAtUnknown">Whether a type that is no case ends the chain too.</param>
    /// <param name="bounded">Whether a length fixes the extent.</param>
    /// <param name="count">Links seen.</param>
    /// <param name="used">Octets used.</param>
    /// <param name="ending">The tag behind the last link.</param>
    /// <param name="error">What is wrong, told from the start of the source.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryChain<T>(
        ReadOnlySpan<byte> source, uint first, uint end, bool endsAtUnknown, bool bounded,
        out int count, out int used, out uint ending, out DecodeError error)
        where T : ILink<T>, allows ref struct
    {
        if (T.PlainOctets == 0)
        {
            return TryCheckedChain<T>(
                source, first, end, endsAtUnknown, bounded,
                out count, out used, out ending, out error);
        }

        ref readonly var at = ref MemoryMarshal.GetReference(source);
        var least = (uint)T.PlainOctets;
        var room = source.Length - T.PlainOctets;
        var tag = first;
        var links = 0;
        while (tag != end && !(endsAtUnknown && !T.IsKnown(tag)))
        {
            if (room < 0)
            {
                break;
            }

            var size = T.PlainSize(in at);
            if (size - least > (uint)room)
            {
                break;
            }

            links++;
            room -= (int)size;
            var next = T.PlainNext(in at);
            if (T.IsLast(tag))
            {
                count = links;
                used = source.Length - T.PlainOctets - room;
                ending = next;
                error = default;
                return true;
            }

            tag = next;
            at = ref Unsafe.Add(ref Unsafe.AsRef(in at), (nuint)size);
        }

        count = links;
        used = source.Length - T.PlainOctets - room;
        ending = tag;
        if (tag == end || (endsAtUnknown && !T.IsKnown(tag)))
        {
            error = default;
            return true;
        }

        error = Refusal<T>(source, used, tag, bounded);
        return false;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static DecodeError Refusal<T>(
        ReadOnlySpan<byte> source, int at, uint tag, bool bounded)
        where T : ILink<T>, allows ref struct
    {
        T.TryParseLink(source[at..], tag, out _, out var error);
        return bounded ? error.Within(at) : error.Shift(at);
    }

    private static bool TryCheckedChain<T>(
        ReadOnlySpan<byte> source, uint first, uint end, bool endsAtUnknown, bool bounded,
        out int count, out int used, out uint ending, out DecodeError error)
        where T : ILink<T>, allows ref struct
    {
        count = 0;
        used = 0;
        error = default;
        var tag = first;
        while (tag != end && !(endsAtUnknown && !T.IsKnown(tag)))
        {
            if (!T.TryParseLink(source[used..], tag, out var link, out error))
            {
                error = bounded ? error.Within(used) : error.Shift(used);
                ending = tag;
                return false;
            }

            used += link.Octets.Length;
            count++;
            var wasLast = T.IsLast(tag);
            tag = link.NextTag;
            if (wasLast)
            {
                break;
            }
        }

        ending = tag;
        return true;
    }
}
