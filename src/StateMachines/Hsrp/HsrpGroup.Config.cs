using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Holdfast.Codec;
using Holdfast.Protocol.Encapsulation;

namespace Holdfast.StateMachines.Hsrp;

/// <content>Its configuration, checked.</content>
public static partial class HsrpGroup
{
    /// <summary>A configuration that was checked.</summary>
    public sealed record Config
    {
        private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
        private static readonly TimeSpan Millisecond = TimeSpan.FromMilliseconds(1);
        private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

        private Config(Settings settings)
        {
            Settings = settings;
            Dialect = settings.Dialect;
            Address = settings.Address;
            VirtualAddress = settings.VirtualAddress;
            Priority = (uint)settings.Priority;
            HelloTime = settings.HelloTime;
            HoldTime = settings.HoldTime;
            JitterPercent = settings.JitterPercent;
            Preempt = settings.Preempt;
            PreemptDelay = settings.PreemptDelay;
            PreemptWhenSynced = settings.PreemptWhenSynced;
            Links = settings.Links;
            UseBurnedInAddress = settings.UseBurnedInAddress;
            Advice = AdviceFor(settings);
            Hellos =
            [
                .. Enum.GetValues<Phase>().Select(
                    phase => new Output.SendHello(Announce(this, phase, Priority, null))),
            ];
        }

        /// <summary>All that was set.</summary>
        public Settings Settings { get; }

        /// <inheritdoc cref="Settings.Dialect"/>
        public Dialect Dialect { get; }

        /// <inheritdoc cref="Settings.Address"/>
        public HostAddress Address { get; }

        /// <inheritdoc cref="Settings.VirtualAddress"/>
        public HostAddress? VirtualAddress { get; }

        /// <inheritdoc cref="Settings.Priority"/>
        public uint Priority { get; }

        /// <inheritdoc cref="Settings.HelloTime"/>
        public TimeSpan? HelloTime { get; }

        /// <inheritdoc cref="Settings.HoldTime"/>
        public TimeSpan? HoldTime { get; }

        /// <inheritdoc cref="Settings.JitterPercent"/>
        public int JitterPercent { get; }

        /// <inheritdoc cref="Settings.Preempt"/>
        public bool Preempt { get; }

        /// <inheritdoc cref="Settings.PreemptDelay"/>
        public TimeSpan PreemptDelay { get; }

        /// <inheritdoc cref="Settings.PreemptWhenSynced"/>
        public bool PreemptWhenSynced { get; }

        /// <inheritdoc cref="Settings.Links"/>
        public Items<TrackedLink> Links { get; }

        /// <inheritdoc cref="Settings.UseBurnedInAddress"/>
        public bool UseBurnedInAddress { get; }

        /// <summary>What can stand, and should not (a SHOULD of the RFC).</summary>
        public Items<ConfigError> Advice { get; }

        /// <summary>
        /// The Hello of each phase while nothing is learned and no tracked link is down: one after
        /// the other says the same, so none is made anew.
        /// </summary>
        internal Items<Output.SendHello> Hellos { get; }

        /// <summary>The virtual MAC address of the group, RFC 2281 §6.1.</summary>
        public MacAddress VirtualMac => UseBurnedInAddress
            ? Settings.Identifier
            : VirtualMacOf(Settings);

        /// <summary>Checks settings; an error says which one to change, and to what.</summary>
        public static bool TryCreate(
            Settings settings, [NotNullWhen(true)] out Config? config, out ConfigError error)
        {
            var found = CheckGroup(settings)
                ?? CheckAddresses(settings)
                ?? CheckTimes(settings)
                ?? CheckPreemption(settings)
                ?? CheckLinks(settings)
                ?? CheckAuthentication(settings);
            error = found ?? default;
            config = found is null ? new Config(settings) : null;
            return found is null;
        }

        private static ConfigError? CheckGroup(Settings settings) =>
            ConfigError.Outside(
                nameof(settings.Group), settings.Group, 0,
                settings.IsTokenRing ? 2 : settings.Version switch
                {
                    HsrpVersion.V1 => 255,
                    HsrpVersion.V2 => 4_095,
                })
            ?? ConfigError.Outside(
                nameof(settings.Priority), settings.Priority, 0, settings.Version switch
                {
                    HsrpVersion.V1 => 255,
                    HsrpVersion.V2 => uint.MaxValue,
                });

        private static ConfigError? CheckAddresses(Settings settings)
        {
            var own = settings.Address;
            if (own.IsUnspecified)
            {
                return new(
                    nameof(settings.Address), $"{own}", "an address of the interface", "set it");
            }

            if (own.IsIpv6 && settings.Version == HsrpVersion.V1)
            {
                return new(
                    nameof(settings.Address), $"{own}", "an IPv4 address in version 1",
                    "set Version to V2 or Address to an IPv4 address");
            }

            if (settings.VirtualAddress is not { } shared)
            {
                return null;
            }

            return shared.IsUnspecified || shared.IsIpv6 != own.IsIpv6 || shared == own
                ? new(
                    nameof(settings.VirtualAddress), $"{shared}",
                    $"another address of the family of {own}",
                    "set it to the address that hosts use, or to null to learn it")
                : null;
        }

        private static ConfigError? CheckTimes(Settings settings)
        {
            // RFC 2281 §5.1: never one configured and one learned time.
            if (settings.HelloTime is null != settings.HoldTime is null)
            {
                var isHello = settings.HelloTime is null;
                return new(
                    isHello ? nameof(settings.HelloTime) : nameof(settings.HoldTime), "not set",
                    "set when the other time is", "set HelloTime and HoldTime, or neither");
            }

            var (unit, most) = settings.Version switch
            {
                HsrpVersion.V1 => (Second, 255 * Second),
                HsrpVersion.V2 => (Millisecond, 24 * Hour),
            };
            return ConfigError.Outside(
                    nameof(settings.JitterPercent), settings.JitterPercent, 0, 50)
                ?? (settings is { HelloTime: { } hello, HoldTime: { } hold }
                    ? ConfigError.Outside(nameof(settings.HelloTime), hello, unit, most - unit)
                        ?? ConfigError.Outside(
                            nameof(settings.HoldTime), hold, hello + unit, most)
                        ?? CheckUnit(nameof(settings.HelloTime), hello, unit)
                        ?? CheckUnit(nameof(settings.HoldTime), hold, unit)
                    : null);
        }

        private static ConfigError? CheckUnit(string name, TimeSpan given, TimeSpan unit)
        {
            var rounded = new TimeSpan((given.Ticks + unit.Ticks - 1) / unit.Ticks * unit.Ticks);
            return rounded == given
                ? null
                : new(
                    name, ConfigError.Text(given), $"a multiple of {ConfigError.Text(unit)}",
                    $"set {name} to {ConfigError.Text(rounded)}");
        }

        private static ConfigError? CheckPreemption(Settings settings) =>
            !settings.Preempt && settings.PreemptDelay != TimeSpan.Zero
                ? new(
                    nameof(settings.Preempt), "false", "true where preemption has a delay",
                    "set Preempt, or drop PreemptDelay")
                : ConfigError.Outside(
                    nameof(settings.PreemptDelay), settings.PreemptDelay, TimeSpan.Zero, Hour);

        private static ConfigError? CheckLinks(Settings settings)
        {
            for (var link = 0; link < settings.Links.Count; link++)
            {
                var name = string.Create(
                    CultureInfo.InvariantCulture, $"{nameof(settings.Links)}[{link}]");
                if (ConfigError.Outside(
                    $"{name}.{nameof(TrackedLink.Decrement)}",
                    settings.Links[link].Decrement, 1, uint.MaxValue) is { } wrong)
                {
                    return wrong;
                }

                if (settings.Links.Take(link).Any(
                    other => other.Name == settings.Links[link].Name))
                {
                    return new(
                        $"{name}.{nameof(TrackedLink.Name)}", settings.Links[link].Name,
                        "the name of no other link", "rename or remove one of them");
                }
            }

            return ConfigError.Outside(
                $"{nameof(settings.Links)}.Count", settings.Links.Count, 0, 32);
        }

        private static ConfigError? CheckAuthentication(Settings settings) =>
            settings.Authentication switch
            {
                Authentication.Password(var password) => ConfigError.Outside(
                    $"{nameof(settings.Authentication)}.Password.Length", password.Length, 0, 8),
                Authentication.Md5 => null,
            };

        private static Items<ConfigError> AdviceFor(Settings settings) =>
            settings is { HelloTime: { } hello, HoldTime: { } hold } && hold < 3 * hello
                ? [
                    new(
                        nameof(settings.HoldTime), ConfigError.Text(hold),
                        "three times HelloTime, so that one lost Hello does no harm",
                        $"raise HoldTime to {ConfigError.Text(3 * hello)}"),
                ]
                : [];
    }
}
