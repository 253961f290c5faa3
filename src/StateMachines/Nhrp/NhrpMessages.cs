using Holdfast.Codec;
using Holdfast.Protocol.Encapsulation;
using Holdfast.Protocol.Nhrp;

namespace Holdfast.StateMachines.Nhrp;

/// <summary>Where packets of RFC 2332 become inputs, and outputs packets.</summary>
public static class NhrpMessages
{
    private const byte HopCountMax = 255;
    private const ushort NoReplyFlag = 0x8000;

    /// <summary>Who sends, and about what.</summary>
    /// <param name="Nbma">The sender's address outside the tunnels.</param>
    /// <param name="Protocol">The sender's address inside.</param>
    /// <param name="Destination">The address inside that the packet is about, or goes to.</param>
    public readonly record struct Parties(
        HostAddress Nbma, HostAddress Protocol, HostAddress Destination);

    /// <summary>The request of a registration, §5.2.3; null: the output is none.</summary>
    public static NhrpPacketValue? ToPacket(NhrpRegistration.Output output, Parties parties) =>
        output switch
        {
            NhrpRegistration.Output.SendRequest(var id, var holdingTime) => Packet(
                NhrpPacketType.RegistrationRequest, id, parties, default,
                [Client(default, 255, parties.Nbma, parties.Protocol, holdingTime)]),
            NhrpRegistration.Output.HubUsable or NhrpRegistration.Output.HubLost => null,
        };

    /// <summary>The request of a shortcut; null: the output is none.</summary>
    public static NhrpPacketValue? ToPacket(NhrpShortcut.Output output, Parties parties) =>
        output switch
        {
            NhrpShortcut.Output.SendRequest(var id) => Packet(
                NhrpPacketType.ResolutionRequest, id, parties, default, []),

            // RFC 2332 §5.2.5: a reply is wanted, so the N flag is clear.
            NhrpShortcut.Output.SendPurge(var id, var binding) => Packet(
                NhrpPacketType.PurgeRequest, id, parties, default,
                [Client(
                    default, binding.Length, binding.Nbma, binding.Prefix, TimeSpan.Zero)]),
            NhrpShortcut.Output.OpenSa or NhrpShortcut.Output.Install
                or NhrpShortcut.Output.Withdraw or NhrpShortcut.Output.AnswerPurge => null,
        };

    /// <summary>
    /// What goes back to whoever sent a shortcut a purge request, §5.2.6; null: the output is no
    /// reply, or none is wanted.
    /// </summary>
    public static NhrpPacketValue? ToReply(NhrpShortcut.Output output, NhrpPacketValue request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return output switch
        {
            NhrpShortcut.Output.AnswerPurge => PurgeReply(request),
            NhrpShortcut.Output.SendRequest or NhrpShortcut.Output.SendPurge
                or NhrpShortcut.Output.OpenSa or NhrpShortcut.Output.Install
                or NhrpShortcut.Output.Withdraw => null,
        };
    }

    /// <summary>A purge request that an address can be reached no more, §5.2.5.</summary>
    internal static NhrpPacketValue PurgeRequest(
        uint id, Parties parties, HostAddress about) => Packet(
        NhrpPacketType.PurgeRequest, id, parties, default,
        [new NhrpClientValue { PrefixLength = 255, ProtocolAddress = ToOctets(about) }]);

    /// <summary>
    /// A reply to a purge request, §5.2.6: the same packet with another type; null: its N flag
    /// says that none is wanted, §5.2.5.
    /// </summary>
    internal static NhrpPacketValue? PurgeReply(NhrpPacketValue request) =>
        WantsNoReply(request) ? null : request with
        {
            PacketType = NhrpPacketType.PurgeReply,
            Extensions = Ended(request.Extensions),
        };

    /// <summary>A reply to a registration, §5.2.4; code 0 accepts it.</summary>
    public static NhrpPacketValue RegistrationReply(
        NhrpPacketValue request, NhrpClientCode code)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request with
        {
            PacketType = NhrpPacketType.RegistrationReply,
            Extensions = Ended(request.Extensions),
            Clients = [.. request.Clients.Select(client => client with { Code = code })],
        };
    }

    /// <summary>A reply to a resolution request, §5.2.2; null: there is no binding.</summary>
    public static NhrpPacketValue ResolutionReply(
        NhrpPacketValue request, Binding? binding, TimeSpan holdingTime)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request with
        {
            PacketType = NhrpPacketType.ResolutionReply,
            Extensions = Ended(request.Extensions),
            Clients = binding is { } found
                ? [Client(default, found.Length, found.Nbma, found.Prefix, holdingTime)]
                : [new NhrpClientValue { Code = NhrpClientCode.NoBindingExists }],
        };
    }

    /// <summary>The input that a packet is for a registration; null: it is none.</summary>
    public static NhrpRegistration.Input? ClassifyForRegistration(NhrpPacketValue packet)
    {
        ArgumentNullException.ThrowIfNull(packet);
        if (packet.PacketType != NhrpPacketType.RegistrationReply)
        {
            return null;
        }

        foreach (var client in packet.Clients.Span)
        {
            if (client.Code != NhrpClientCode.Success)
            {
                return new NhrpRegistration.Input.Rejected(packet.RequestId);
            }
        }

        return new NhrpRegistration.Input.Accepted(packet.RequestId);
    }

    /// <summary>The input that a packet is for a shortcut; null: it is none.</summary>
    /// <param name="packet">A packet that came over an SA.</param>
    /// <param name="destination">The destination of the shortcut.</param>
    public static NhrpShortcut.Input? ClassifyForShortcut(
        NhrpPacketValue packet, HostAddress destination)
    {
        ArgumentNullException.ThrowIfNull(packet);
        if (packet.PacketType == NhrpPacketType.ResolutionReply)
        {
            return packet.Clients.Count > 0 && packet.Clients[0] is var client
                && client.Code == NhrpClientCode.Success
                && BindingOf(client, packet.DestinationProtocolAddress) is { } binding
                && Covers(binding, destination)
                    ? new NhrpShortcut.Input.Resolved(
                        packet.RequestId, binding, TimeSpan.FromSeconds(client.HoldingTime))
                    : new NhrpShortcut.Input.Unresolved(packet.RequestId);
        }

        if (packet.PacketType == NhrpPacketType.PurgeReply)
        {
            // The reply is the request with another type: it goes where that came from.
            return AddressIn(packet.DestinationProtocolAddress) == destination
                ? new NhrpShortcut.Input.PurgeAnswered(packet.RequestId)
                : null;
        }

        if (packet.PacketType != NhrpPacketType.PurgeRequest)
        {
            return null;
        }

        foreach (var client in packet.Clients.Span)
        {
            if (IsAddress(client.ProtocolAddress)
                && Covers(
                    new(
                        HostAddress.From(client.ProtocolAddress.Span),
                        LengthOf(client, client.ProtocolAddress), default),
                    destination))
            {
                return new NhrpShortcut.Input.Purged(packet.RequestId);
            }
        }

        return null;
    }

    /// <summary>
    /// The destination for which a hub tells of a shorter way; null: it names no address. Code 0
    /// is a redirect, others are not.
    /// </summary>
    public static HostAddress? ClassifyRedirect(NhrpTrafficIndicationValue indication)
    {
        ArgumentNullException.ThrowIfNull(indication);
        return indication.TrafficCode == 0 && IsAddress(indication.DestinationProtocolAddress)
            ? HostAddress.From(indication.DestinationProtocolAddress.Span)
            : null;
    }

    /// <summary>A redirect of a hub, with the beginning of the packet that it is about.</summary>
    public static NhrpTrafficIndicationValue Redirect(Parties parties, Octets packet) => new()
    {
        AddressFamily = FamilyOf(parties.Nbma),
        ProtocolType = ProtocolOf(parties.Protocol),
        ProtocolSnap = new([0, 0, 0, 0, 0]),
        HopCount = HopCountMax,
        SourceNbmaAddress = ToOctets(parties.Nbma),
        SourceProtocolAddress = ToOctets(parties.Protocol),
        DestinationProtocolAddress = ToOctets(parties.Destination),
        Packet = packet,
    };

    /// <summary>Whether a purge request wants no reply, §5.2.5.</summary>
    public static bool WantsNoReply(NhrpPacketValue packet)
    {
        ArgumentNullException.ThrowIfNull(packet);
        return (packet.Flags.Value & NoReplyFlag) != 0;
    }

    /// <summary>Whether an address lies in the prefix of a binding.</summary>
    public static bool Covers(Binding binding, HostAddress address)
    {
        var bits = address.IsIpv6 ? 128 : 32;
        if (binding.Prefix.IsIpv6 != address.IsIpv6 || binding.Length > bits)
        {
            return false;
        }

        return binding.Length == 0
            || (binding.Prefix.Value ^ address.Value) >> (bits - binding.Length) == 0;
    }

    /// <summary>RFC 2332 §5.2.0.1: without an address of its own an element is about the
    /// destination.</summary>
    private static Binding? BindingOf(NhrpClientValue client, Octets destination)
    {
        var prefix = client.ProtocolAddress.Length > 0 ? client.ProtocolAddress : destination;
        return IsAddress(client.NbmaAddress) && IsAddress(prefix)
            ? new Binding(
                HostAddress.From(prefix.Span), LengthOf(client, prefix),
                HostAddress.From(client.NbmaAddress.Span))
            : null;
    }

    // 0 and 255 stand for the whole address.
    private static byte LengthOf(NhrpClientValue client, Octets prefix) =>
        client.PrefixLength is 0 or 255 ? (byte)(prefix.Length * 8) : client.PrefixLength;

    private static NhrpPacketValue Packet(
        NhrpPacketType type, uint id, Parties parties, NhrpFlags flags,
        Items<NhrpClientValue> clients) => new()
        {
            AddressFamily = FamilyOf(parties.Nbma),
            ProtocolType = ProtocolOf(parties.Protocol),
            ProtocolSnap = new([0, 0, 0, 0, 0]),
            HopCount = HopCountMax,
            PacketType = type,
            Flags = flags,
            RequestId = id,
            SourceNbmaAddress = ToOctets(parties.Nbma),
            SourceProtocolAddress = ToOctets(parties.Protocol),
            DestinationProtocolAddress = ToOctets(parties.Destination),
            Clients = clients,
        };

    private static NhrpClientValue Client(
        NhrpClientCode code, byte length, HostAddress nbma, HostAddress protocol,
        TimeSpan holdingTime) => new()
        {
            Code = code,
            PrefixLength = length,
            HoldingTime = (ushort)Math.Clamp(
                holdingTime.Ticks / TimeSpan.TicksPerSecond, 0, ushort.MaxValue),
            NbmaAddress = ToOctets(nbma),
            ProtocolAddress = ToOctets(protocol),
        };

    /// <summary>RFC 2332 §5.3: where there are extensions, the last is End, compulsory and empty.
    /// </summary>
    internal static Items<NhrpExtensionValue>? Ended(Items<NhrpExtensionValue>? extensions) =>
        extensions is not { Count: > 0 } some || some[^1].Body is NhrpExtensionBody.Unknown
        { Tag: var last } && last == NhrpExtensionType.End
            ? extensions
            : some.Add(new()
            {
                Compulsory = true,
                Body = new NhrpExtensionBody.Unknown(NhrpExtensionType.End, default),
            });

    private static AddressFamily FamilyOf(HostAddress address) =>
        address.IsIpv6 ? AddressFamily.Ipv6 : AddressFamily.Ipv4;

    private static EtherType ProtocolOf(HostAddress address) =>
        address.IsIpv6 ? EtherType.Ipv6 : EtherType.Ipv4;

    /// <summary>The address that octets are; null: they are none.</summary>
    internal static HostAddress? AddressIn(Octets octets) =>
        IsAddress(octets) ? HostAddress.From(octets.Span) : null;

    private static bool IsAddress(Octets octets) => octets.Length is 4 or 16;

    internal static Octets ToOctets(HostAddress address)
    {
        Span<byte> octets = stackalloc byte[16];
        address.Write(octets);
        return new(octets[..address.Length]);
    }
}
