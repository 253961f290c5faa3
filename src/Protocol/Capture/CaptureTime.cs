namespace Holdfast.Protocol.Capture;

/// <summary>When a packet was captured.</summary>
/// <param name="Seconds">Whole seconds since 1970-01-01T00:00:00Z, negative before.</param>
/// <param name="Nanoseconds">Nanoseconds of the second, 0 to 999,999,999.</param>
public readonly record struct CaptureTime(long Seconds, uint Nanoseconds)
{
    /// <summary>Nanoseconds in a second.</summary>
    public const uint Second = 1_000_000_000;
}

/// <summary>
/// How an interface counts time (draft-ietf-opsawg-pcapng §4.2, if_tsresol): units of 10^−n
/// seconds, or of 2^−n with the highest bit set.
/// </summary>
/// <param name="Code">The octet of the option.</param>
/// <param name="OffsetSeconds">Seconds to add (if_tsoffset).</param>
public readonly record struct TimeResolution(byte Code, long OffsetSeconds = 0)
{
    private const byte Binary = 0x80;

    /// <summary>Microseconds: what an interface counts in when it does not say.</summary>
    public static TimeResolution Microseconds => new(6);

    /// <summary>Nanoseconds.</summary>
    public static TimeResolution Nanoseconds => new(9);

    /// <summary>Whether a unit is shorter than a microsecond.</summary>
    public bool IsFinerThanMicroseconds =>
        (Code & Binary) == 0 ? Code > 6 : (Code & ~Binary) >= 20;

    /// <summary>The time after so many units; digits beyond nanoseconds are cut off.</summary>
    public CaptureTime At(ulong units)
    {
        switch (Code)
        {
            case 6:
                return new((long)(units / 1_000_000) + OffsetSeconds,
                    (uint)(units % 1_000_000) * 1000);
            case 9:
                return new((long)(units / CaptureTime.Second) + OffsetSeconds,
                    (uint)(units % CaptureTime.Second));
        }

        // A unit so short that 64 bits of them make no nanosecond.
        if (UnitsPerSecond is not { } perSecond)
        {
            return new(OffsetSeconds, 0);
        }

        var (seconds, rest) = UInt128.DivRem(units, perSecond);
        return new(unchecked((long)(ulong)seconds) + OffsetSeconds, NanosecondsOf(rest, perSecond));
    }

    /// <summary>The time of a pcap record: whole seconds, and units of the rest.</summary>
    public CaptureTime At(uint seconds, uint units)
    {
        var rest = At(units);
        return rest with { Seconds = rest.Seconds + seconds };
    }

    /// <summary>
    /// The units that make up a time; false if it lies before 0 or beyond 64 bits.
    /// </summary>
    public bool TryCount(CaptureTime time, out ulong units)
    {
        units = 0;
        var seconds = (Int128)time.Seconds - OffsetSeconds;
        if (seconds < 0 || seconds > ulong.MaxValue || UnitsPerSecond is not { } perSecond
            || perSecond > ulong.MaxValue)
        {
            return false;
        }

        // Both factors fit 64 bits, so the sum fits 128.
        var whole = (UInt128)seconds * perSecond;
        var fraction = time.Nanoseconds * perSecond / CaptureTime.Second;
        if (whole > ulong.MaxValue - fraction)
        {
            return false;
        }

        units = (ulong)(whole + fraction);
        return true;
    }

    private UInt128? UnitsPerSecond
    {
        get
        {
            var exponent = Code & ~Binary;
            if ((Code & Binary) != 0)
            {
                return UInt128.One << exponent;
            }

            if (exponent > 38)
            {
                return null;
            }

            UInt128 power = 1;
            for (var i = 0; i < exponent; i++)
            {
                power *= 10;
            }

            return power;
        }
    }

    private static uint NanosecondsOf(UInt128 rest, UInt128 perSecond)
    {
        // rest < 2^64, or the units are so short that the product would not fit: then divide first.
        if (perSecond <= ulong.MaxValue)
        {
            return (uint)(rest * CaptureTime.Second / perSecond);
        }

        var perNanosecond = perSecond / CaptureTime.Second;
        return (uint)(rest / perNanosecond);
    }
}
