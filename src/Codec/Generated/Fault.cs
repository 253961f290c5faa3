using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Holdfast.Codec.Generated;

/// <summary>
/// Errors of generated parsers, made out of line so that the good path stays short.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Fault
{
    /// <summary>An error that is known as it stands.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static DecodeError Make(DecodeFault fault, int offset, string field) =>
        new(fault, offset, field);

    /// <summary>
    /// Octets are missing: at an open end a truncation, in a fixed extent a wrong length.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static DecodeError Short(bool bounded, int offset, string field, long missing) => bounded
        ? new DecodeError(DecodeFault.LengthOutOfRange, offset, field)
        : new DecodeError(
            DecodeFault.Truncated, offset, field, (int)Math.Clamp(missing, 1, int.MaxValue));

    /// <summary>A run ends too early: told at its first field that is not whole.</summary>
    /// <param name="bounded">Whether a length fixes the extent.</param>
    /// <param name="start">Where the run starts.</param>
    /// <param name="there">Octets of the run that are there.</param>
    /// <param name="missing">Octets that are missing, up to the least size of the type.</param>
    /// <param name="fields">First octet, end octet (from the run's start) and label of each
    /// field.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static DecodeError Run(
        bool bounded, int start, int there, int missing,
        params ReadOnlySpan<(int First, int End, string Label)> fields)
    {
        foreach (var (first, end, label) in fields)
        {
            if (end > there)
            {
                return Short(bounded, start + first, label, missing);
            }
        }

        return Short(bounded, start, fields[^1].Label, missing);
    }

    /// <summary>
    /// A to-the-end length that is too small for its type, or larger than the source.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static DecodeError Total(long total, int least, int end, int offset, string field) =>
        total < least
            ? new DecodeError(DecodeFault.LengthOutOfRange, offset, field)
            : Short(false, offset, field, total - end);

    /// <summary>
    /// A measured extent that is negative, or does not fit in front of what follows it.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static DecodeError Measured(
        bool bounded, long octets, long missing, int offset, string field) =>
        Short(bounded || octets < 0, offset, field, missing);

    /// <summary>A part with fewer octets than it must have, or with more.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static DecodeError Length(
        bool bounded, int octets, int least, int offset, string field) =>
        Short(bounded || octets >= least, offset, field, least - octets);

    /// <summary>The error of an element at an offset.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static DecodeError Nested(bool bounded, int offset, DecodeError error) =>
        bounded ? error.Within(offset) : error.Shift(offset);

    /// <summary>Padding octets that break their rule; −1: none does.</summary>
    public static int WrongPadding(ReadOnlySpan<byte> padding, PaddingRule rule)
    {
        if (rule != PaddingRule.Any)
        {
            for (var i = 0; i < padding.Length; i++)
            {
                if (padding[i] != (rule == PaddingRule.Zero ? 0 : (byte)(i + 1)))
                {
                    return i;
                }
            }
        }

        return -1;
    }
}
