using System.Globalization;
using System.Text.Json;
using Holdfast.Codec;

namespace Holdfast.StateMachines.Composition.Json;

/// <summary>Times as text: a number and a unit, "3s", "250ms", "1.5h".</summary>
internal static class TimeText
{
    /// <summary>What every such text looks like.</summary>
    public const string Pattern = "^[0-9]+(\\.[0-9]+)?(us|ms|s|m|h|d)$";

    /// <summary>The most characters.</summary>
    public const int LengthMax = 28;

    private static readonly Items<(string Name, long Ticks)> Units =
    [
        ("d", TimeSpan.TicksPerDay), ("h", TimeSpan.TicksPerHour), ("m", TimeSpan.TicksPerMinute),
        ("s", TimeSpan.TicksPerSecond), ("ms", TimeSpan.TicksPerMillisecond),
        ("us", TimeSpan.TicksPerMicrosecond),
    ];

    /// <summary>The time; null where it is none, or no whole number of ticks of 100 ns.</summary>
    public static TimeSpan? Read(string text)
    {
        var digits = text.AsSpan().TrimEnd("abcdefghijklmnopqrstuvwxyz");
        var name = text[digits.Length..];
        if (text.Length > LengthMax || digits.Length == 0 || !char.IsAsciiDigit(digits[0])
            || !char.IsAsciiDigit(digits[^1]) || Units.All(unit => unit.Name != name)
            || !decimal.TryParse(
                digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture,
                out var number))
        {
            return null;
        }

        var most = (decimal)long.MaxValue;
        var ticksPer = Units.First(unit => unit.Name == name).Ticks;
        return number > most / ticksPer || !decimal.IsInteger(number * ticksPer)
            ? null
            : TimeSpan.FromTicks((long)(number * ticksPer));
    }

    /// <summary>The shortest text: in the largest unit of which there is a whole number.</summary>
    public static string Write(TimeSpan time)
    {
        var ticks = time.Ticks;
        if (ticks == 0)
        {
            return "0s";
        }

        foreach (var (name, per) in Units)
        {
            if (ticks % per == 0)
            {
                return (ticks / per).ToString(CultureInfo.InvariantCulture) + name;
            }
        }

        return (ticks / 10m).ToString(CultureInfo.InvariantCulture) + "us";
    }
}

/// <summary>A time between two bounds.</summary>
/// <param name="least">The shortest.</param>
/// <param name="most">The longest.</param>
internal sealed class TimeShape(TimeSpan least, TimeSpan most) : JsonShape<TimeSpan>
{
    private readonly TimeSpan _least = least;
    private readonly TimeSpan _most = most;

    /// <inheritdoc/>
    public override string Summary { get; } =
        $"time, {TimeText.Write(least)} to {TimeText.Write(most)}";

    /// <inheritdoc/>
    public override bool TryRead(JsonPlace place, out TimeSpan value, out JsonFailure? failure)
    {
        value = default;
        if (place.Kind != JsonTokenType.String)
        {
            return Fail(
                place.Fails(
                    ConfigTextFault.WrongType, $"a {Summary}, is needed, as \"3s\" or \"250ms\""),
                out value, out failure);
        }

        if (TimeText.Read(place.Text) is not { } time)
        {
            return Fail(
                place.Fails(
                    ConfigTextFault.Malformed,
                    $"a {Summary}, is needed: a number and us, ms, s, m, h or d"),
                out value, out failure);
        }

        value = time;
        failure = time >= _least && time <= _most
            ? null
            : place.Fails(
                ConfigTextFault.OutOfRange, $"a {Summary}, is needed, not {place.Text}");
        return failure is null;
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter to, TimeSpan value) =>
        to.WriteStringValue(TimeText.Write(value));

    /// <inheritdoc/>
    public override void Describe(Utf8JsonWriter schema)
    {
        schema.WriteString("type", "string");
        schema.WriteString("pattern", TimeText.Pattern);
        schema.WriteNumber("maxLength", TimeText.LengthMax);

        // No keyword of JSON Schema compares times: these are for people and our own tests.
        schema.WriteString("x-minimum", TimeText.Write(_least));
        schema.WriteString("x-maximum", TimeText.Write(_most));
    }
}
