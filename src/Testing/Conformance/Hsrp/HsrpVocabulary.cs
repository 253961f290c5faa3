using System.Globalization;
using Holdfast.Codec;
using Holdfast.StateMachines;

namespace Holdfast.Testing.Conformance.Hsrp;

/// <summary>What a speaker is set to.</summary>
/// <param name="Version">1, RFC 2281, or 2, of no RFC.</param>
/// <param name="Group">The standby group.</param>
/// <param name="Address">The address of its interface, IPv4.</param>
/// <param name="VirtualAddress">The address of the group.</param>
/// <param name="Priority">Higher wins; with equal ones, the higher address.</param>
/// <param name="Preempts">Whether it takes over from a lower active router.</param>
/// <param name="HelloTime">Between Hellos; whole seconds.</param>
/// <param name="HoldTime">How long a Hello is good; whole seconds.</param>
/// <param name="Password">In clear text, at most 8 characters, §5.1.</param>
public sealed record HsrpSettings(
    int Version, int Group, HostAddress Address, HostAddress VirtualAddress, int Priority,
    bool Preempts, TimeSpan HelloTime, TimeSpan HoldTime, string Password)
{
    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"version {Version}, group {Group}, {Address}, priority {Priority}"
            + $"{(Preempts ? ", preempts" : "")}{Unusual}");

    private string Unusual => string.Create(
        CultureInfo.InvariantCulture,
        $"{(HelloTime.TotalSeconds == 3 && HoldTime.TotalSeconds == 10
            ? "" : $", hello {HelloTime.TotalSeconds} s, hold {HoldTime.TotalSeconds} s")}"
            + $"{(Password == HsrpWords.UsualPassword ? "" : $", password \"{Password}\"")}");
}

/// <summary>How the table of RFC 2281 §5.7 is read.</summary>
public enum HsrpReading
{
    /// <summary>An expiry of the Active timer in Speak restarts it: a router that is alone becomes
    /// active for certain.</summary>
    Repaired,

    /// <summary>To the letter: that cell is empty, and a router that is alone may stand by for
    /// ever.</summary>
    Literal,
}

/// <summary>What a speaker is told.</summary>
public abstract record HsrpTold
{
    private HsrpTold()
    {
    }

    /// <summary>The group is enabled, and its interface up: event a.</summary>
    public sealed record Enable : HsrpTold;

    /// <summary>The group goes down: event b.</summary>
    public sealed record Disable : HsrpTold;

    /// <summary>A datagram to UDP port 1985.</summary>
    /// <param name="Source">The source address of the packet.</param>
    /// <param name="Octets">What it carries.</param>
    public sealed record Datagram(HostAddress Source, Octets Octets) : HsrpTold
    {
        /// <summary>What it says, as people read it.</summary>
        public override string ToString() => $"from {Source}: {HsrpWords.Of(Octets)}";
    }

    /// <summary>Time has passed.</summary>
    public sealed record Tick : HsrpTold;
}

/// <summary>A datagram that a speaker sends to the group address.</summary>
/// <param name="Octets">What it carries.</param>
public sealed record HsrpSaid(Octets Octets)
{
    /// <summary>What it says, as people read it.</summary>
    public override string ToString() => HsrpWords.Of(Octets);
}
