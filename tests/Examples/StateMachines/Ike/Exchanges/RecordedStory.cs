using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Replication;
using Holdfast.Tests.Examples.Ike;
using static Holdfast.StateMachines.Ike.IkeExchanges;

namespace Holdfast.Tests.Examples.StateMachines.Ike.Exchanges;

/// <summary>The exchanges of a capture behind IKE_AUTH, opened with the keys of both sides.
/// </summary>
internal sealed class RecordedStory
{
    private readonly List<(
        IkeSaId Sa, IkeRole Sender, bool IsResponse, uint Id, ExchangeMessage Message)> _all = [];

    public RecordedStory(
        string capture, HandshakeKeys keys, IkeSaId id, IkeSuite suite, ulong[] ofRole)
    {
        var sas = new Dictionary<IkeSaId, ulong[]> { [id] = ofRole };
        var seen = new HashSet<(IkeSaId, IkeRole, bool, uint)>();
        foreach (var (_, octets) in LabCaptures.Messages(capture))
        {
            if (!IkeFixedHeader.TryParse(octets, out var header, out _)
                || (header.ExchangeType != ExchangeType.CreateChildSa.Value
                    && header.ExchangeType != ExchangeType.Informational.Value)
                || !sas.TryGetValue(new(header.InitiatorSpi, header.ResponderSpi), out var of))
            {
                continue;
            }

            var sa = new IkeSaId(header.InitiatorSpi, header.ResponderSpi);
            var sender = header.Flags.Initiator ? IkeRole.Initiator : IkeRole.Responder;
            var isResponse = header.Flags.Response;
            if (!keys.TryOpen(of[1 - (int)sender], octets, out var inner, out _)
                || !seen.Add((sa, sender, isResponse, header.MessageId.Value)))
            {
                continue;
            }

            var message = ExchangeMessages.Classify(new(header.ExchangeType), inner, isResponse);
            _all.Add((sa, sender, isResponse, header.MessageId.Value, message));
            if (message is ExchangeMessage.Rekey answer && isResponse)
            {
                Add(capture, keys, sas, of, answer);
            }
        }

        var rekeyed = _all.Where(one => one.IsResponse).Select(one => one.Message)
            .OfType<ExchangeMessage.Rekey>().FirstOrDefault();
        Config = ExchangeCases.Checked(new()
        {
            Suites = rekeyed is null
                ? [suite]
                : Up(SuiteOf(rekeyed.Proposals), rekeyed.Proposals),
            Policy = AlgorithmPolicy.DecodeOnly,
        });
    }

    public Config Config { get; }

    /// <summary>As many of the suite that was chosen that it has its number; none of a side that
    /// has refused all that was offered.</summary>
    public Items<ChildSuite> Suites(IkeRole role, AuthMessage wanted, AuthMessage granted)
    {
        if (_all.Any(one => one.IsResponse && one.Sender == role
            && one.Message is ExchangeMessage.Refused(var why)
            && why.Data.Tag == NotifyType.NoProposalChosen))
        {
            return [];
        }

        var proposals = Answers().FirstOrDefault()?.Offer.Proposals
            ?? granted.Child?.Proposals ?? wanted.Child?.Proposals;
        return proposals is not null && ChildSuites.TryResolve(
            proposals.Proposals[0], AlgorithmPolicy.DecodeOnly, out var suite, out _)
                ? Up(suite, proposals)
                : [];
    }

    /// <summary>What was granted may be had.</summary>
    public Items<TrafficPolicy> Traffic(IkeRole role, AuthMessage granted)
    {
        var all = new List<TrafficPolicy>();
        if (granted.Child is { } first)
        {
            all.Add(role == IkeRole.Initiator
                ? new(first.Initiator, first.Responder)
                : new(first.Responder, first.Initiator));
        }

        foreach (var (_, sender, _, _, message) in _all.Where(one => one.IsResponse))
        {
            if (message is ExchangeMessage.Child { Offer: var offer })
            {
                all.Add(sender == role
                    ? new(offer.Responder, offer.Initiator)
                    : new(offer.Initiator, offer.Responder));
            }
        }

        return [.. all.Distinct()];
    }

    /// <summary>Tells it to our machine in the place of one side.</summary>
    public void Tell(RecordedSide side, IkeRole role)
    {
        // RFC 7296 §2.18: who rekeys an IKE SA is the initiator of the new one.
        var of = new Dictionary<IkeSaId, IkeRole>();
        foreach (var one in _all)
        {
            of.TryAdd(one.Sa, role);
            var isOurs = one.Sender == of[one.Sa];
            if (!one.IsResponse && isOurs)
            {
                side.Asks(
                    one.Sa, one.Message,
                    _all.FirstOrDefault(other => other.IsResponse && other.Sa == one.Sa
                        && other.Id == one.Id && other.Sender != one.Sender).Message);
            }
            else if (!one.IsResponse)
            {
                var answer = _all.FirstOrDefault(other => other.IsResponse && other.Sa == one.Sa
                    && other.Id == one.Id && other.Sender != one.Sender);
                if (answer.Message is not null)
                {
                    side.Answers(one.Sa, one.Id, one.Message, answer.Message);
                    Turn(of, one.Sa, one.Message, answer.Message, IkeRole.Responder);
                }
            }
            else if (!isOurs)
            {
                side.Hears(one.Sa, one.Message);
                var asked = _all.First(other => !other.IsResponse && other.Sa == one.Sa
                    && other.Id == one.Id && other.Sender != one.Sender);
                Turn(of, one.Sa, asked.Message, one.Message, IkeRole.Initiator);
            }
        }
    }

    private static void Turn(
        Dictionary<IkeSaId, IkeRole> of, IkeSaId sa, ExchangeMessage asked,
        ExchangeMessage answer, IkeRole role)
    {
        if (asked is ExchangeMessage.Rekey from && answer is ExchangeMessage.Rekey to)
        {
            Assert.NotEqual(default, sa);
            of[new(SpiOf(from), SpiOf(to))] = role;
        }
    }

    private IEnumerable<ExchangeMessage.Child> Answers() => _all
        .Where(one => one.IsResponse).Select(one => one.Message).OfType<ExchangeMessage.Child>();

    private void Add(
        string capture, HandshakeKeys keys, Dictionary<IkeSaId, ulong[]> sas, ulong[] of,
        ExchangeMessage.Rekey answer)
    {
        var asked = _all.Where(one => !one.IsResponse).Select(one => one.Message)
            .OfType<ExchangeMessage.Rekey>().Last();
        var id = new IkeSaId(SpiOf(asked), SpiOf(answer));
        var (spis, nonces) = (
            new IkeSpiPair(id.Initiator, id.Responder),
            new ExchangeNonces(asked.Nonce, answer.Nonce));
        using var secret = Establishing.RecordedExchanges.SharedOf(capture, id.Initiator);
        var suite = SuiteOf(answer.Proposals);
        sas[id] =
        [
            keys.AdoptRekeyed(of[0], suite, spis, nonces, secret, IkeRole.Initiator),
            keys.AdoptRekeyed(of[0], suite, spis, nonces, secret, IkeRole.Responder),
        ];
    }

    private static IkeSpi SpiOf(ExchangeMessage.Rekey message) =>
        new(Convert.ToUInt64(message.Proposals.Proposals[0].Spi.ToString(), 16));

    private static IkeSuite SuiteOf(SaPayloadValue proposals)
    {
        Assert.True(IkeSuites.TryResolve(
            proposals.Proposals[0], AlgorithmPolicy.DecodeOnly, out var suite, out var error),
            error.ToString());
        return suite;
    }

    private static Items<T> Up<T>(T suite, SaPayloadValue chosen) =>
        [.. Enumerable.Repeat(suite, chosen.Proposals[0].ProposalNumber)];
}
