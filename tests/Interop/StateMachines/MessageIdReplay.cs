using Holdfast.Codec;
using Holdfast.Protocol.Encapsulation;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines;
using Holdfast.Tests.Interop.Corpus;
using static Holdfast.StateMachines.Ike.MessageIds;

namespace Holdfast.Tests.Interop.StateMachines;

/// <summary>
/// The message IDs of every IKE SA of a capture, once more by two machines, one for each peer: what
/// a peer sends, its machine has to allow, and what the other one hears, its machine has to take.
/// </summary>
internal sealed class MessageIdReplay
{
    private static readonly Config Peer =
        Config.TryCreate(new(), out var config, out var error)
            ? config
            : throw new InvalidOperationException($"{error}");

    private readonly Dictionary<(IkeSpi Initiator, IkeSpi Responder), Pair> _pairs = [];

    /// <summary>IKE SAs that were seen.</summary>
    public int Sas => _pairs.Count;

    /// <summary>Requests that were sent and taken, the first time.</summary>
    public int Requests { get; private set; }

    /// <summary>Responses that ended a request.</summary>
    public int Responses { get; private set; }

    /// <summary>Messages that were sent again.</summary>
    public int Repeated { get; private set; }

    /// <summary>What the machines did otherwise than the peers.</summary>
    public List<string> Differences { get; } = [];

    /// <summary>Goes through a capture.</summary>
    public static MessageIdReplay Of(string path)
    {
        var replay = new MessageIdReplay();
        foreach (var frame in TimedFrame.Of(path))
        {
            if (MessageOf(frame.Octets) is { } message
                && IkeHeader.TryParse(message.Span, out var header, out _)
                && header.MajorVersion == 2
                && header.ExchangeType != ExchangeType.IkeSaInit)
            {
                replay.Take(frame.Packet, message, header);
            }
        }

        return replay;
    }

    private void Take(int packet, Octets octets, IkeHeader header)
    {
        var key = (header.InitiatorSpi, header.ResponderSpi);
        if (!_pairs.TryGetValue(key, out var pair))
        {
            // RFC 7296 §2.2: IKE_SA_INIT had ID 0; §2.8: an IKE SA that took the place of another
            // begins with 0 in both directions.
            var first = header.ExchangeType == ExchangeType.IkeAuth
                || header.ExchangeType == ExchangeType.IkeIntermediate ? 1u : 0;
            pair = new(new(next: first, lowest: 0), new(next: 0, lowest: first));
            _pairs.Add(key, pair);
        }

        var (from, to) = header.Flags.Initiator
            ? (pair.Initiator, pair.Responder)
            : (pair.Responder, pair.Initiator);
        var id = header.MessageId.Value;

        // A fragment after the first is part of the same message, RFC 7383 §2.5.
        var part = (header.Flags.Initiator, header.Flags.Response, id);
        if (!pair.Seen.TryGetValue(part, out var seen))
        {
            pair.Seen.Add(part, [octets]);
            var says = header.Flags.Response
                ? Respond(from, to, id, octets)
                : Request(from, to, id, octets);
            if (says is not null)
            {
                Differences.Add($"packet {packet}: {says}");
            }
        }
        else if (seen.Contains(octets))
        {
            Repeated++;
        }
        else
        {
            seen.Add(octets);
        }
    }

    /// <summary>The sender's next ID is the one that was seen, and the receiver takes it.</summary>
    private string? Request(Side from, Side to, uint id, Octets octets)
    {
        var asked = from.Step(new Input.Wanted());
        if (asked is not [Output.Seal(var next)] || next != id)
        {
            return $"request {id}; the machine says {string.Join(", ", asked)}";
        }

        from.Step(new Input.Sealed(id, [octets]));
        var taken = to.Step(new Input.Requested(id));
        if (taken is not [Output.Take(var answered)] || answered != id)
        {
            return $"request {id} is not taken: {string.Join(", ", taken)}";
        }

        Requests++;
        return null;
    }

    /// <summary>The response ends the request that is open, and another copy ends nothing.
    /// </summary>
    private string? Respond(Side from, Side to, uint id, Octets octets)
    {
        var sent = from.Step(new Input.Responded(id, [octets]));
        if (sent is not [Output.Transmit])
        {
            return $"response {id}; the machine says {string.Join(", ", sent)}";
        }

        // A request that comes again is answered in the same octets, RFC 7296 §2.1.
        if (from.Step(new Input.Requested(id)) is not [Output.Transmit(var again)]
            || again != (Items<Octets>)[octets])
        {
            return $"response {id} is not repeated";
        }

        var finished = to.Step(new Input.Answered(id));
        if (!finished.Contains(new Output.Finish(id)))
        {
            return $"response {id} ends nothing: {string.Join(", ", finished)}";
        }

        Responses++;
        return to.Step(new Input.Answered(id)).Count == 0 ? null : $"response {id} counts twice";
    }

    private static Octets? MessageOf(byte[] frame)
    {
        if (!EthernetFrame.TryParse(frame, out var ethernet, out _))
        {
            return null;
        }

        if (Ipv4Packet.TryParse(ethernet.Payload, out var four, out _) && four.Version == 4)
        {
            return four.Protocol.Value == 17 ? MessageOf(four.Payload) : null;
        }

        return Ipv6Packet.TryParse(ethernet.Payload, out var six, out _)
            && six.NextHeader.Value == 17
                ? MessageOf(six.Payload)
                : null;
    }

    private static Octets? MessageOf(ReadOnlySpan<byte> datagram)
    {
        if (!UdpDatagram.TryParse(datagram, out var udp, out _))
        {
            return null;
        }

        // RFC 3948 §2.2: four zeros tell IKE from ESP.
        return udp.SourcePort == 500 || udp.DestinationPort == 500 ? new(udp.Payload)
            : (udp.SourcePort == 4500 || udp.DestinationPort == 4500)
                && udp.Payload.StartsWith<byte>([0, 0, 0, 0]) ? new(udp.Payload[4..])
            : null;
    }

    private sealed record Pair(Side Initiator, Side Responder)
    {
        public Dictionary<(bool FromInitiator, bool IsResponse, uint Id), HashSet<Octets>> Seen
        {
            get;
        } = [];
    }

    /// <summary>A peer's machine; time stands still, so nothing is sent again by itself.</summary>
    private sealed class Side
    {
        private State _state;

        /// <summary>Begins where an IKE SA begins.</summary>
        public Side(uint next, uint lowest) => _state = Begin(next, lowest);

        public List<Output> Step(Input input)
        {
            var next = Holdfast.StateMachines.Ike.MessageIds.Step(
                Peer, _state, Instant.Zero, input);
            _state = next.State;
            return [.. next.Outputs.AsEnumerable()];
        }

        private static State Begin(uint next, uint lowest) => Initial(Peer, Instant.Zero) switch
        {
            State.Open open => new State.Open(
                open.Ours with { Next = next }, open.Theirs with { Lowest = lowest }),
            var other => other,
        };
    }
}
