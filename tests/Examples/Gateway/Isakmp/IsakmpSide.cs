using System.Security.Cryptography;
using Holdfast.Codec;
using Holdfast.Gateway.Ipsec;
using Holdfast.Gateway.Isakmp;
using Holdfast.Protocol;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Composition.Json;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Ikev1;
using Holdfast.StateMachines.Replication;
using Flow = Holdfast.StateMachines.Mobike.MobikeMessages.Flow;
using KeyHandle = Holdfast.StateMachines.KeyHandle;
using Path = Holdfast.StateMachines.Mobike.Path;

namespace Holdfast.Tests.Examples.Gateway.Isakmp;

/// <summary>One side of IKEv1 as the gateway has it, with a chest of keys and without sockets: what
/// it says waits for whoever takes it to the other side.</summary>
internal sealed class IsakmpSide : IIsakmpHolder, IDisposable
{
    private readonly byte _member;
    private readonly HostAddress _here;
    private readonly HostAddress _there;
    private readonly Secret _shared;
    private readonly PhaseOneAnswers _answers;
    private readonly PhaseOneBeginnings _beginnings;
    private readonly PhaseTwo _two;
    private readonly Octets _ours;
    private readonly Octets _theirs;
    private uint _drawn;

    public static readonly LayeredProvider Provider = CryptoProviders.Managed();

    public static readonly TrafficRange Inside = TrafficRange.Between(
        HostAddress.Parse("10.1.0.0"), HostAddress.Parse("10.1.255.255"));

    public static readonly TrafficRange Behind = TrafficRange.Between(
        HostAddress.Parse("10.2.0.0"), HostAddress.Parse("10.2.255.255"));

    /// <param name="member">Its number, which is in what it draws.</param>
    /// <param name="isGateway">Whether it is the cluster.</param>
    /// <param name="key">The key that it has.</param>
    /// <param name="takesAggressive">Whether it takes aggressive mode.</param>
    /// <param name="saysPort">Whether it says UDP and port 500 with who it is.</param>
    /// <param name="judge">What it knows of whoever signs; null: both sides have a key.</param>
    /// <param name="name">Who a peer says it is; null: who is usual.</param>
    /// <param name="mayBegin">Who may begin with it; null: whoever it knows.</param>
    public IsakmpSide(
        byte member, bool isGateway, string key = "secret", bool takesAggressive = false,
        bool saysPort = false,
        Func<Octets, Items<CertPayloadValue>, HandshakeCredentials?>? judge = null,
        string? name = null, Func<Octets?, HostAddress, bool>? mayBegin = null)
    {
        _member = member;
        (_here, _there) = (HostAddress.Parse("192.0.2.1"), HostAddress.Parse("192.0.2.2"));
        (_ours, _theirs) = (
            IdentityText.Read("fqdn:mars.example")!.Value,
            IdentityText.Read($"fqdn:{name ?? "carol.example"}")!.Value);
        if (!isGateway)
        {
            (_here, _there) = (_there, _here);
            (_ours, _theirs) = (_theirs, _ours);
        }

        _ours = saysPort ? new([_ours.Span[0], 17, 1, 244, .. _ours.Span[4..]]) : _ours;
        _shared = new(System.Text.Encoding.ASCII.GetBytes(key));
        Assert.True(PhaseOneResponder.Config.TryCreate(
            new()
            {
                TakesAggressive = takesAggressive,
                Suites = PeerBook.OldSuitesBy(judge is not null),
            },
            out var answering, out _));
        Assert.True(PhaseOneInitiator.Config.TryCreate(
            new() { Suites = PeerBook.OldSuitesBy(judge is not null) }, out var beginning, out _));
        _beginnings = new(beginning, Provider, RandomNumberGenerator.Fill, Find, this, judge);
        _answers = new(
            answering, Provider, RandomNumberGenerator.Fill, Find, this, _beginnings, judge);
        _answers = mayBegin is null
            ? _answers
            : new(answering, Provider, RandomNumberGenerator.Fill, Find, this, _beginnings, judge)
            {
                MayBegin = mayBegin,
            };
        _two = new(Provider, RandomNumberGenerator.Fill, this, () => Now);
        Chest = new(Provider, member, RandomNumberGenerator.Fill);
    }

    public Instant Now { get; set; } = Instant.FromMilliseconds(1);

    public KeyChest Chest { get; }

    public Queue<Octets> Said { get; } = new();

    public List<string> Complaints { get; } = [];

    public List<Information> Heard { get; } = [];

    public List<QuickSa> Children { get; } = [];

    /// <summary>What its messages of quick mode were.</summary>
    public List<PhaseTwo.Heard> Signs { get; } = [];

    /// <summary>How many secrets phase 2 holds.</summary>
    public int Secrets => _two.Secrets;

    public List<Spi> Used { get; } = [];

    public List<Spi> Abandoned { get; } = [];

    public IkeSa? Row { get; set; }

    public PhaseOneSa? Made { get; private set; }

    public bool CommitsNothing { get; set; }

    /// <summary>What waits to be a fact; null: all is one at once.</summary>
    public Queue<Action>? Deferred { get; init; }

    /// <summary>The names of CHILD SAs that are under the newest ISAKMP SA.</summary>
    public List<string> Kept { get; } = [];

    /// <summary>ISAKMP SAs that no other one has replaced or ended.</summary>
    public List<IkeSaId> Stand { get; } = [];

    /// <summary>What those that it began have come to.</summary>
    public List<IkeSaId?> Ends { get; } = [];

    /// <summary>How many of them were given up for one of the peer's.</summary>
    public int GivenUp { get; private set; }

    public Flow Flow => new(new Path(_here, _there), 500, 500);

    public void Begin(PhaseOneMode mode, bool isInitialContact = false) => _beginnings.Begin(
        "other", new(mode, _ours, _theirs, isInitialContact), Flow, Now, end =>
        {
            Ends.Add(end.Id);
            GivenUp += end.IsThePeers ? 1 : 0;
        });

    public void BeginQuick(
        KeyExchangeMethod group, TrafficRange local, TrafficRange remote,
        Action<Spi?, string?> then) => _two.Begin(
            Row!.Id, new(Standing, EspSuites.ForQuick(group), local, remote), Flow, then);

    public void Say(Information said) => Inform(Standing, said);

    public void Tick(TimeSpan later)
    {
        Now += later;
        _answers.Tick(Now);
        _beginnings.Tick(Now);
        _two.Tick(Now);
    }

    /// <summary>All that was said goes to the other side, until both are silent.</summary>
    public void Talk(IsakmpSide other)
    {
        while (Said.Count + other.Said.Count > 0)
        {
            while (Said.TryDequeue(out var octets))
            {
                other.Hear(octets);
            }

            while (other.Said.TryDequeue(out var octets))
            {
                Hear(octets);
            }
        }
    }

    public void Hear(Octets octets)
    {
        Assert.True(IsakmpHeader.TryParse(octets.Span, out var header, out _));
        if (Row is { } row && row.Id == new IkeSaId(header.InitiatorSpi, header.ResponderSpi))
        {
            if (header.ExchangeType == IsakmpExchangeType.QuickMode)
            {
                Signs.Add(_two.HearQuick(
                    row.Id, Standing, octets.Span, header.MessageId, Flow,
                    new(EspSuites.Quick, [new([Inside], [Behind]), new([Behind], [Inside])])));
            }
            else if (header.ExchangeType == IsakmpExchangeType.Informational
                && _two.Hear(Standing, octets.Span) is { } said)
            {
                Heard.Add(said);
                if (InformationalMessages.RefusalIn(said) is { } refusal)
                {
                    _two.Refused(row.Id, refusal);
                }
            }
        }
        else if (!_beginnings.Hear(octets.Span, header.InitiatorSpi, Flow, Now))
        {
            _answers.Hear(octets.Span, header.InitiatorSpi, Flow, Now);
        }
    }

    /// <summary>Its ISAKMP SA is gone.</summary>
    public void Sweep() => _two.Sweep(_ => false);

    public void Packet(Spi inbound) => _two.Used(inbound);

    /// <summary>Another member that is told of all, and takes over.</summary>
    public void GiveTo(IsakmpSide successor)
    {
        foreach (var handle in Chest.Handles)
        {
            Assert.True(successor.Chest.TryTake(handle, Chest.OctetsOf(handle)));
        }

        successor.Row = Row;
    }

    public IkeSpi DrawIkeSpi() => new SpiPartition(_member).Make((ulong)(_drawn += 0x100));

    public Spi DrawChildSpi() => new SpiPartition(_member).Make(_drawn += 0x100);

    public MessageId DrawMessageId() => new(new SpiPartition(_member).Make(_drawn += 0x100).Value);

    public void Send(Items<Octets> octets, Flow flow)
    {
        foreach (var one in octets)
        {
            Said.Enqueue(one);
        }
    }

    public void Complain(Octets identity, Flow flow, string what) => Complaints.Add(what);

    public void Establish(
        PhaseOneSa made, bool isFirst, Flow flow, IsakmpHandshakeKeys keys,
        Action<bool> settled)
    {
        if (CommitsNothing)
        {
            settled(false);
            return;
        }

        var handle = Chest.Keep(IsakmpMaterial.Of(
            made.Suite, keys.KeysOf(made.Keys.Value), made.Role, made.Last));

        // What a fact ends or replaces is said when it is proposed.
        IkeSaId[] ended = isFirst ? [.. Stand] : [.. Stand.TakeLast(1)];
        Commit(() =>
        {
            Made = made;
            Stand.RemoveAll(ended.Contains);
            Stand.Add(made.Id);
            if (isFirst)
            {
                Kept.Clear();
            }

            Row = new(
                made.Id, handle, made.Peer, default, IkeTraits.Version1, 1, 16, 7, 0, [], [], 0, 0,
                [], default, default);
            settled(true);
            Answer(made.Answer);
        });
    }

    public void Establish(QuickSa made, IsakmpHandshakeKeys keys, Action<bool> settled)
    {
        if (CommitsNothing)
        {
            settled(false);
            return;
        }

        var kept = Chest.Keep(KeyMaterial.Of(
            made.Child.Suite, keys.ChildKeysOf(made.Child.Keys.Value), made.Child.Role));
        Commit(() =>
        {
            Children.Add(made with { Child = made.Child with { Keys = kept } });
            settled(true);
            Answer(made.Answer);
        });
    }

    public void Inform(StandingIsakmp isakmp, Information information) =>
        Said.Enqueue(_two.Say(isakmp, information)!.Value);

    public void Use(Spi inbound) => Used.Add(inbound);

    public void Abandon(Spi inbound) => Abandoned.Add(inbound);

    public void Dispose()
    {
        _answers.Dispose();
        _beginnings.Dispose();
        _two.Dispose();
        Chest.Dispose();
        _shared.Dispose();
    }

    private StandingIsakmp Standing => _two.StandingOf(Row!, Chest.IsakmpOf(Row!.Keys)!);

    private void Commit(Action fact)
    {
        if (Deferred is { } later)
        {
            later.Enqueue(fact);
        }
        else
        {
            fact();
        }
    }

    /// <summary>What makes an SA leaves with its fact, and is kept in it.</summary>
    private void Answer(IsakmpAnswer? answer)
    {
        if (answer is { } said)
        {
            Row = Row! with
            {
                NextExpected = Row.NextExpected + 1,
                Responses = Row.Responses.Add(
                    new(Row.NextExpected, [said.Sent], KeyHandle.None)),
            };
            Said.Enqueue(said.Sent);
        }
    }

    private PhaseOneCredentials? Find(Octets? identity, HostAddress address) =>
        address == _there
            && (identity is null || PhaseOneMessages.KnownAs(identity.Value) == _theirs)
            ? new(new(_ours, _theirs), _shared)
            : null;
}
