using Holdfast.Protocol.Capture;

namespace Holdfast.Cli.Output;

/// <summary>Times of packets as text: RFC 3339 in UTC.</summary>
internal static class TimeText
{
    /// <summary>Octets that a time takes at most.</summary>
    public const int Longest = 64;

    /// <summary>Octets of the date and the T behind it.</summary>
    public const int DateOctets = 11;

    private const long SecondsInDay = 86_400;

    /// <summary>
    /// Writes a time with 6 or 9 digits behind the point and returns the octets written.
    /// </summary>
    public static int Write(CaptureTime time, bool isFine, Span<byte> to)
    {
        // A capture may tell a second that no calendar has.
        var seconds = Math.Clamp(
            time.Seconds, -62_135_596_800, DateTimeOffset.MaxValue.ToUnixTimeSeconds());
        var day = DateTime.UnixEpoch.AddDays(Math.DivRem(seconds, SecondsInDay, out var rest));
        var moment = day.AddSeconds(rest);
        _ = moment.TryFormat(to, out var written, "yyyy-MM-dd'T'HH:mm:ss.");
        var fraction = isFine ? time.Nanoseconds : time.Nanoseconds / 1000;
        _ = fraction.TryFormat(to[written..], out var digits, isFine ? "D9" : "D6");
        to[written + digits] = (byte)'Z';
        return written + digits + 1;
    }
}
