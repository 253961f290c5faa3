using Holdfast.Codec;
using Holdfast.Protocol.Encapsulation;
using Holdfast.Protocol.Hsrp;

namespace Holdfast.StateMachines.Hsrp;

/// <content>Where outputs become wire values, and where they are sent to.</content>
public static partial class HsrpGroup
{
    private const ulong VirtualMacV1 = 0x0000_0C07_AC00;
    private const ulong VirtualMacV2 = 0x0000_0C9F_F000;
    private const ulong VirtualMacIpv6 = 0x0005_73A0_0000;

    private static readonly HostAddress AllRouters = HostAddress.Parse("224.0.0.2");
    private static readonly HostAddress HsrpRouters = HostAddress.Parse("224.0.0.102");
    private static readonly HostAddress HsrpRoutersIpv6 = HostAddress.Parse("ff02::66");

    /// <summary>Where messages go: UDP, to a group address and port, one hop.</summary>
    /// <param name="Address">RFC 2281 §5: 224.0.0.2; version 2: 224.0.0.102 or ff02::66.</param>
    /// <param name="Port">1985; 2029 in IPv6.</param>
    /// <param name="Hops">1.</param>
    public readonly record struct Destination(HostAddress Address, ushort Port, byte Hops);

    /// <summary>Where the messages of a group go.</summary>
    public static Destination DestinationOf(Config config) => config.Settings.Version switch
    {
        HsrpVersion.V1 => new(AllRouters, 1985, 1),
        HsrpVersion.V2 => config.Address.IsIpv6
            ? new(HsrpRoutersIpv6, 2029, 1)
            : new(HsrpRouters, 1985, 1),
    };

    /// <summary>The message of an output; null: it is none.</summary>
    /// <remarks>With MD5 the digest is zero; <see cref="ToOctets"/> fills it in.</remarks>
    public static HsrpMessageValue? ToMessage(Config config, Output output) => output switch
    {
        Output.SendHello(var announcement) => Wire(config, HsrpOpcode.Hello, announcement),
        Output.SendCoup(var announcement) => Wire(config, HsrpOpcode.Coup, announcement),
        Output.SendResign(var announcement) => Wire(config, HsrpOpcode.Resign, announcement),
        Output.AnnounceVirtualAddress or Output.ClaimVirtualMac or Output.ReleaseVirtualMac =>
            null,
    };

    private static HsrpMessageValue Wire(
        Config config, HsrpOpcode opcode, Announcement announcement) =>
        config.Settings.Version switch
        {
            HsrpVersion.V1 => new HsrpMessageValue.HsrpV1Message(
                new HsrpV1MessageValue.HsrpV1(First(config, opcode, announcement))),
            HsrpVersion.V2 => new HsrpMessageValue.HsrpV2(Second(config, opcode, announcement)),
        };

    private static HsrpV1Value First(
        Config config, HsrpOpcode opcode, Announcement announcement) => new()
        {
            Opcode = opcode,
            State = ToV1(announcement.Phase),
            HelloTime = (byte)Seconds(announcement.HelloTime),
            HoldTime = (byte)Seconds(announcement.HoldTime),
            Priority = (byte)announcement.Priority,
            Group = (byte)config.Settings.Group,
            AuthenticationData = config.Settings.Authentication switch
            {
                Authentication.Password(var password) => Padded(password),
                Authentication.Md5 => Padded(default),
            },
            VirtualIp = new Ipv4Address((uint)(announcement.VirtualAddress?.Value ?? 0)),
            Tlvs = [.. Md5Tlv(config)],
        };

    private static HsrpV2Value Second(
        Config config, HsrpOpcode opcode, Announcement announcement)
    {
        Span<byte> shared = stackalloc byte[16];
        announcement.VirtualAddress?.Write(shared);
        var state = new HsrpGroupStateValue
        {
            Version = VersionOfGroupState,
            Opcode = opcode,
            State = ToV2(announcement.Phase),
            IpVersion = config.Address.IsIpv6 ? (byte)6 : (byte)4,
            Group = (ushort)config.Settings.Group,
            Identifier = config.Settings.Identifier,
            Priority = announcement.Priority,
            HelloTime = (uint)announcement.HelloTime.TotalMilliseconds,
            HoldTime = (uint)announcement.HoldTime.TotalMilliseconds,
            VirtualIp = new Octets(shared),
        };
        return new()
        {
            Tlvs =
            [
                new HsrpTlvValue { Body = new HsrpTlvBody.GroupState(state) },
                .. TextTlv(config),
                .. Md5Tlv(config),
            ],
        };
    }

    private static Items<HsrpTlvValue> TextTlv(Config config) =>
        config.Settings.Authentication switch
        {
            Authentication.Password(var password) =>
            [
                new HsrpTlvValue
                {
                    Body = new HsrpTlvBody.TextAuthentication(
                        new() { AuthenticationData = Padded(password) }),
                },
            ],
            Authentication.Md5 => [],
        };

    private static Items<HsrpTlvValue> Md5Tlv(Config config) =>
        config.Settings.Authentication switch
        {
            Authentication.Password => [],
            Authentication.Md5(var key) =>
            [
                new HsrpTlvValue
                {
                    Body = new HsrpTlvBody.Md5Authentication(new()
                    {
                        Algorithm = 1,

                        // Of an IPv6 address the last four octets, as speakers were recorded.
                        IpAddress = new Ipv4Address((uint)config.Address.Value),
                        KeyId = key,
                        Digest = new Octets(stackalloc byte[16]),
                    }),
                },
            ],
        };

    /// <summary>Version 1 counts whole seconds; learned times may be longer than it can say.
    /// </summary>
    private static double Seconds(TimeSpan time) => Math.Min(byte.MaxValue, time.TotalSeconds);

    private static HsrpV1State ToV1(Phase phase) => phase switch
    {
        Phase.Initial => HsrpV1State.Initial,
        Phase.Learn => HsrpV1State.Learn,
        Phase.Listen => HsrpV1State.Listen,
        Phase.Speak => HsrpV1State.Speak,
        Phase.Standby => HsrpV1State.Standby,
        Phase.Active => HsrpV1State.Active,
    };

    private static HsrpV2State ToV2(Phase phase) => phase switch
    {
        Phase.Initial => HsrpV2State.Initial,
        Phase.Learn => HsrpV2State.Learn,
        Phase.Listen => HsrpV2State.Listen,
        Phase.Speak => HsrpV2State.Speak,
        Phase.Standby => HsrpV2State.Standby,
        Phase.Active => HsrpV2State.Active,
    };

    /// <summary>RFC 2281 §6.1: 00-00-0C-07-AC and the group; functional addresses on Token Ring.
    /// </summary>
    private static MacAddress VirtualMacOf(Settings settings)
    {
        var group = (ulong)settings.Group;
        return settings.IsTokenRing
            ? new(0xC000_0000_0000 | (0x1_0000ul << settings.Group))
            : settings.Version switch
            {
                HsrpVersion.V1 => new(VirtualMacV1 | group),
                HsrpVersion.V2 => settings.Address.IsIpv6
                    ? new(VirtualMacIpv6 | group)
                    : new(VirtualMacV2 | group),
            };
    }
}
