using Holdfast.Protocol.Ike;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Simulation.Simulator.Watching;

/// <summary>
/// I6: a message ID stands for one request and one response for ever (RFC 7296 §2.1, RFC 6027
/// §3.6): the same octets each time. A synchronisation has ID 0 in no window (RFC 6311 §5.1), and
/// what is said in the clear about an SA that nobody has repeats the ID of the question (RFC 7296
/// §1.5).
/// </summary>
/// <param name="verdicts">Where it is said.</param>
/// <param name="sealedKinds">Which messages are synchronisations.</param>
internal sealed class RequestsOnWire(Verdicts verdicts, SealedKinds sealedKinds) : Onlooker
{
    private readonly Dictionary<(ulong, ulong, uint, byte), (int Content, Epoch By)>
        _seen = [];
    private readonly Dictionary<(ulong, ulong), uint> _highest = [];
    private readonly HashSet<string> _excused = [];

    /// <summary>IDs that two reigns used for different messages.</summary>
    public long OfTwo { get; private set; }

    /// <summary>IDs of requests that nobody used.</summary>
    public long Skipped { get; private set; }

    /// <summary>Two members of a gateway have been active in a partition under a policy that lets
    /// them: what the one of them did whose log lost is known to no later reign.</summary>
    public void Excuse(string gateway) => _excused.Add(gateway);

    public override void Ike(MemberBox member, ReadOnlySpan<byte> message)
    {
        if (!IkeHeader.TryParse(message, out var header, out _)
            || sealedKinds.IsSync(message)
            || IsOutside(header))
        {
            return;
        }

        var sa = (header.InitiatorSpi.Value, header.ResponderSpi.Value);
        var content = NoncesOnWire.ContentOf(message);
        var key = (sa.Item1, sa.Item2, header.MessageId.Value, header.Flags.Value);
        if (!_seen.TryAdd(key, (content, member.Epoch)))
        {
            var before = _seen[key];
            if (before.Content != content)
            {
                OfTwo += before.By == member.Epoch ? 0 : 1;
                if (!_excused.Contains(member.Gateway.Name) || before.By == member.Epoch)
                {
                    verdicts.Broken(
                        "I6", $"{member.Name} uses message ID {header.MessageId.Value} again");
                }
            }

            return;
        }

        if (!header.Flags.Response)
        {
            var next = _highest.TryGetValue(sa, out var highest) ? highest + 1 : 0;
            Skipped += header.MessageId.Value > next && _highest.ContainsKey(sa)
                ? header.MessageId.Value - next
                : 0;
            _highest[sa] = Math.Max(highest, header.MessageId.Value);
        }
    }

    private static bool IsOutside(IkeHeader header)
    {
        if (header.ExchangeType == ExchangeType.IkeSaInit)
        {
            return false;
        }

        foreach (var payload in header.Payloads)
        {
            if (payload.Type == PayloadType.Encrypted)
            {
                return false;
            }
        }

        return true;
    }
}
