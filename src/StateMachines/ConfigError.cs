using System.Globalization;

namespace Holdfast.StateMachines;

/// <summary>A value of a configuration that cannot stand, and what to change.</summary>
/// <param name="Name">The setting, as its property is called; "Tracks[2].Decrement" inside.</param>
/// <param name="Given">The value that was given.</param>
/// <param name="Bound">What must hold for it, with the numbers.</param>
/// <param name="Change">What to change, and to what.</param>
public readonly record struct ConfigError(string Name, string Given, string Bound, string Change)
{
    /// <summary>One sentence, for people.</summary>
    public override string ToString() => $"{Name} is {Given}: it must be {Bound}; {Change}";

    /// <summary>The same error of a setting inside another one: "Front.HoldTime".</summary>
    public ConfigError Inside(string outer) => this with { Name = $"{outer}.{Name}" };

    /// <summary>Null when a time lies in its bounds, both included.</summary>
    public static ConfigError? Outside(
        string name, TimeSpan given, TimeSpan least, TimeSpan most) =>
        given < least
            ? new(name, Text(given), $"at least {Text(least)}", $"raise {name} to {Text(least)}")
            : given > most
                ? new(name, Text(given), $"at most {Text(most)}", $"lower {name} to {Text(most)}")
                : null;

    /// <summary>Null when a number lies in its bounds, both included.</summary>
    public static ConfigError? Outside(string name, long given, long least, long most) =>
        given < least
            ? new(name, Text(given), $"at least {Text(least)}", $"raise {name} to {Text(least)}")
            : given > most
                ? new(name, Text(given), $"at most {Text(most)}", $"lower {name} to {Text(most)}")
                : null;

    /// <summary>A time as people write it: "10 s", "250 ms", "2100.0001 ms", "0.1 us".
    /// </summary>
    public static string Text(TimeSpan time) => time.Ticks switch
    {
        0 => "0 s",
        var ticks when ticks % TimeSpan.TicksPerSecond == 0 =>
            Text(ticks / TimeSpan.TicksPerSecond) + " s",
        var ticks when ticks % TimeSpan.TicksPerMillisecond == 0 =>
            Text(ticks / TimeSpan.TicksPerMillisecond) + " ms",
        var ticks when ticks is > TimeSpan.TicksPerMillisecond or < -TimeSpan.TicksPerMillisecond =>
            Text((decimal)ticks / TimeSpan.TicksPerMillisecond) + " ms",
        var ticks => Text((decimal)ticks / TimeSpan.TicksPerMicrosecond) + " us",
    };

    private static string Text(decimal number) => number.ToString(CultureInfo.InvariantCulture);
}
