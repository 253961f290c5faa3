using Holdfast.Codec;
using Holdfast.Protocol.Ike;

namespace Holdfast.StateMachines.Mobike;

/// <summary>Where the notifications of RFC 4555 become inputs, and outputs notifications.
/// </summary>
public static class MobikeMessages
{
    /// <summary>Least and most octets of COOKIE2, §4.2.5.</summary>
    public const int CookieMin = 8, CookieMax = 64;

    /// <summary>A path with its ports, of UDP or of TCP.</summary>
    /// <param name="Path">The addresses.</param>
    /// <param name="LocalPort">Our port.</param>
    /// <param name="RemotePort">The peer's port.</param>
    public readonly record struct Flow(Path Path, ushort LocalPort, ushort RemotePort)
    {
        /// <summary>Whether it is a connection of TCP, RFC 9329; else datagrams of UDP.</summary>
        public bool IsOverTcp { get; init; }
    }

    /// <summary>
    /// The input that the notifications of an INFORMATIONAL request are for the responder; null:
    /// nothing of MOBIKE is among them.
    /// </summary>
    /// <param name="notifies">Those of a request that the IKE SA protected.</param>
    /// <param name="flow">Over which it came.</param>
    /// <param name="isAllowed">Whether policy allows the peer's address.</param>
    public static MobikeResponder.Input? ClassifyRequest(
        Items<NotifyPayloadValue> notifies, Flow flow, bool isAllowed)
    {
        var (isUpdate, nat, cookie) = (false, MobikeResponder.Nat.Allowed, default(Octets));
        foreach (var notify in notifies.Span)
        {
            switch (notify.Data)
            {
                case NotifyPayloadData.UpdateSaAddresses:
                    isUpdate = true;
                    break;
                case NotifyPayloadData.NoNatsAllowed { Value: var seen }:
                    nat = IsSame(seen, flow)
                        ? MobikeResponder.Nat.Absent
                        : MobikeResponder.Nat.Detected;
                    break;
                case NotifyPayloadData.Cookie2 { Value: var sent }:
                    cookie = sent.Data;
                    break;
                default:
                    break;
            }
        }

        return isUpdate ? new MobikeResponder.Input.Update(flow.Path, isAllowed, nat, cookie)
            : cookie.Length > 0 ? new MobikeResponder.Input.Probed(cookie)
            : null;
    }

    /// <summary>The answer to UPDATE_SA_ADDRESSES, for the initiator.</summary>
    public static MobikeInitiator.Input.Answered ClassifyAnswer(
        Items<NotifyPayloadValue> notifies)
    {
        var (verdict, cookie) = (MobikeInitiator.Verdict.Accepted, default(Octets));
        foreach (var notify in notifies.Span)
        {
            switch (notify.Data)
            {
                case NotifyPayloadData.Cookie2 { Value: var sent }:
                    cookie = sent.Data;
                    break;
                case NotifyPayloadData.Unknown(var type, _):
                    verdict = type == NotifyType.UnacceptableAddresses
                        ? MobikeInitiator.Verdict.Unacceptable
                        : type == NotifyType.UnexpectedNatDetected
                            ? MobikeInitiator.Verdict.NatDetected
                            : verdict;
                    break;
                default:
                    break;
            }
        }

        return new(verdict, cookie);
    }

    /// <summary>
    /// The input that the notifications of an INFORMATIONAL request of the responder are for the
    /// initiator; null: nothing of MOBIKE is among them.
    /// </summary>
    public static MobikeInitiator.Input? ClassifyCheck(Items<NotifyPayloadValue> notifies) =>
        CookieIn(notifies) is { Length: > 0 } cookie ? new MobikeInitiator.Input.Probed(cookie)
        : ClassifyAddresses(notifies) is { } additional
            ? new MobikeInitiator.Input.Remotes(additional)
        : null;

    /// <summary>The answer to a request with COOKIE2 alone, for the responder.</summary>
    public static MobikeResponder.Input.Answered ClassifyCheckAnswer(
        Items<NotifyPayloadValue> notifies) => new(CookieIn(notifies));

    /// <summary>
    /// The additional addresses that notifications announce; null: they say nothing of them.
    /// RFC 4555 §3.6: whichever come, they replace all that was announced before.
    /// </summary>
    public static Items<HostAddress>? ClassifyAddresses(Items<NotifyPayloadValue> notifies)
    {
        List<HostAddress>? found = null;
        foreach (var notify in notifies.Span)
        {
            switch (notify.Data)
            {
                case NotifyPayloadData.AdditionalIp4Address { Value: var four }
                    when four.Address.Length == 4:
                    (found ??= []).Add(HostAddress.From(four.Address.Span));
                    break;
                case NotifyPayloadData.AdditionalIp6Address { Value: var six }
                    when six.Address.Length == 16:
                    (found ??= []).Add(HostAddress.From(six.Address.Span));
                    break;
                case NotifyPayloadData.NoAdditionalAddresses:
                    found ??= [];
                    break;
                default:
                    break;
            }
        }

        return found is null ? null : [.. found.Distinct()];
    }

    /// <summary>UPDATE_SA_ADDRESSES with its cookie, and NO_NATS_ALLOWED where asked for.
    /// </summary>
    /// <param name="cookie">8 to 64 random octets.</param>
    /// <param name="noNats">The flow, where no NAT is allowed; null: NATs are.</param>
    public static Items<NotifyPayloadValue> Update(Octets cookie, Flow? noNats)
    {
        Items<NotifyPayloadValue> payloads =
        [
            Notify(new NotifyPayloadData.UpdateSaAddresses(new FlagNotificationValue())),
            Cookie2(cookie),
        ];
        return noNats is { } flow ? payloads.Add(NoNats(flow)) : payloads;
    }

    /// <summary>COOKIE2, §4.2.5.</summary>
    public static NotifyPayloadValue Cookie2(Octets cookie) =>
        Notify(new NotifyPayloadData.Cookie2(new CookieValue { Data = cookie }));

    /// <summary>The payloads of an answer: the verdict, and the cookie as it came.</summary>
    public static Items<NotifyPayloadValue> Answer(MobikeResponder.Output.Answer answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        Items<NotifyPayloadValue> payloads = answer.Verdict switch
        {
            MobikeInitiator.Verdict.Accepted => [],
            MobikeInitiator.Verdict.Unacceptable =>
                [Notify(new NotifyPayloadData.Unknown(
                    NotifyType.UnacceptableAddresses, default))],
            MobikeInitiator.Verdict.NatDetected =>
                [Notify(new NotifyPayloadData.Unknown(
                    NotifyType.UnexpectedNatDetected, default))],
        };
        return answer.Cookie.Length > 0 ? payloads.Add(Cookie2(answer.Cookie)) : payloads;
    }

    /// <summary>The payloads of an answer to a check: the cookie as it came, §3.7.</summary>
    public static Items<NotifyPayloadValue> Echo(MobikeInitiator.Output.Answer answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        return [Cookie2(answer.Cookie)];
    }

    /// <summary>The announcement of additional addresses, §3.6; of none too.</summary>
    public static Items<NotifyPayloadValue> Announce(Items<HostAddress> additional) =>
        additional.Count == 0
            ? [Notify(new NotifyPayloadData.NoAdditionalAddresses(new FlagNotificationValue()))]
            : [.. additional.Select(address => Notify(OfAddress(address)))];

    private static Octets CookieIn(Items<NotifyPayloadValue> notifies)
    {
        foreach (var notify in notifies.Span)
        {
            if (notify.Data is NotifyPayloadData.Cookie2 { Value: var sent })
            {
                return sent.Data;
            }
        }

        return default;
    }

    private static NotifyPayloadData OfAddress(HostAddress address) => address.IsIpv6
        ? new NotifyPayloadData.AdditionalIp6Address(
            new AdditionalIp6AddressValue { Address = ToOctets(address) })
        : new NotifyPayloadData.AdditionalIp4Address(
            new AdditionalIp4AddressValue { Address = ToOctets(address) });

    private static NotifyPayloadValue NoNats(Flow flow) =>
        Notify(new NotifyPayloadData.NoNatsAllowed(new NoNatsAllowedValue
        {
            Addresses = ToOctets(flow.Path),
            SourcePort = flow.LocalPort,
            DestinationPort = flow.RemotePort,
        }));

    private static bool IsSame(NoNatsAllowedValue seen, Flow flow) =>
        seen.Addresses == ToOctets(flow.Path.Turned)
        && seen.SourcePort == flow.RemotePort && seen.DestinationPort == flow.LocalPort;

    private static Octets ToOctets(Path path)
    {
        Span<byte> octets = stackalloc byte[32];
        path.Local.Write(octets);
        path.Remote.Write(octets[path.Local.Length..]);
        return new(octets[..(path.Local.Length + path.Remote.Length)]);
    }

    private static Octets ToOctets(HostAddress address)
    {
        Span<byte> octets = stackalloc byte[16];
        address.Write(octets);
        return new(octets[..address.Length]);
    }

    private static NotifyPayloadValue Notify(NotifyPayloadData data) => new() { Data = data };
}
