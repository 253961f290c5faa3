using Holdfast.Protocol.Ike;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Qcd;
using Holdfast.StateMachines.Replication;
using Holdfast.Tests.Properties.Codec.Samples;
using Instant = Holdfast.StateMachines.Instant;
using Maker = Holdfast.StateMachines.Qcd.TokenMaker;
using Taker = Holdfast.StateMachines.Qcd.TokenTaker;

namespace Holdfast.Tests.Properties.StateMachines.Qcd;

/// <summary>
/// Three members with the same secrets, all active; their peers; and somebody who asks any of them
/// for any SPIs from any address, keeps every token and shows it to whom he likes.
/// </summary>
internal sealed class QcdWorld(
    Maker.Config maker,
    Taker.Config taker,
    Func<Maker.State, Maker.Input, Maker.Input> distort)
{
    private const int MembersMax = 3;

    private static readonly HostAddress[] Addresses =
        [.. Enumerable.Range(1, 3).Select(i => HostAddress.From([192, 0, 2, (byte)i]))];

    private readonly Maker.State?[] _makers = new Maker.State?[MembersMax];
    private readonly HashSet<IkeSaId>[] _sas = [[], [], []];
    private readonly HashSet<(int, int)> _cut = [];
    private readonly Dictionary<IkeSaId, Peer> _peers = [];
    private readonly List<Token> _seen = [];
    private readonly List<KeyHandle> _secrets = [new(1)];
    private Instant _now = Instant.Zero;
    private ulong _last = 1;

    /// <summary>What the shell would compute; equal where the octets are.</summary>
    private sealed record Token(KeyHandle Secret, IkeSaId Sa, HostAddress? Address);

    private sealed record Peer(
        Taker.State State, HostAddress Address, Dictionary<KeyHandle, Token> Store);

    /// <summary>SAs that went by a token.</summary>
    public int Discarded { get; private set; }

    /// <summary>Messages with tokens.</summary>
    public int Revealed { get; private set; }

    /// <summary>Lives through a history that the choices draw.</summary>
    public void Live(Choices choices)
    {
        for (var at = 0; at < MembersMax; at++)
        {
            Start(at);
        }

        for (var left = choices.Below(90); left > 0; left--)
        {
            Act(choices);
        }
    }

    private void Act(Choices choices)
    {
        var at = choices.Below(MembersMax);
        var to = (at + 1 + choices.Below(MembersMax - 1)) % MembersMax;
        switch (choices.Below(18))
        {
            case 0 or 1 when _makers[at] is not null:
                Begin(at, choices);
                break;
            case 2 or 3:
                Finish(at, choices);
                break;
            case 4 when _makers[at] is not null:
                Crash(at, choices.Chance(40) ? to : null);
                break;
            case 5 when _makers[at] is null:
                Start(at);
                break;
            case 6:
                Cut(at, to, choices.Chance(60));
                break;
            case 7:
                Rollover();
                break;
            case 8:
                Pass(TimeSpan.FromTicks(1L << choices.Below(12)));
                break;
            case 9 when _sas[at].Count > 0:
                End(at, choices.Of([.. _sas[at]]));
                break;
            case 10:
                Move(at, choices);
                break;
            case 11 when _seen.Count > 0:
                Show(choices.Of(_seen), Taker.Source.Other);
                break;
            default:
                Ask(at, choices);
                break;
        }
    }

    /// <summary>IKE_SA_INIT is done: the SA is half-open, and known to one member alone.</summary>
    private void Begin(int at, Choices choices)
    {
        var sa = new IkeSaId(
            new(_last++ << 8), new SpiPartition((byte)at).Make(_last++ << 8));
        _sas[at].Add(sa);
        _peers.Add(sa, new(
            Taker.Initial(taker, _now), choices.Of(Addresses), []));
    }

    /// <summary>IKE_AUTH: the maker gives its token.</summary>
    private void Finish(int at, Choices choices)
    {
        if (_sas[at].Count > 0)
        {
            var sa = choices.Of([.. _sas[at]]);
            Do(at, new Maker.Input.Born(
                sa, _peers[sa].Address, choices.Of(Enum.GetValues<Maker.Birth>()),
                choices.Chance(50)));
        }
    }

    private void Start(int at)
    {
        _makers[at] = Maker.Initial(maker, _now);
        Do(at, new Maker.Input.Loaded([.. _secrets]));
        Do(at, new Maker.Input.Promoted());
    }

    /// <summary>A member is gone; its SAs too, or another one has taken them over.</summary>
    private void Crash(int at, int? heir)
    {
        _makers[at] = null;
        if (heir is { } to && _makers[to] is not null)
        {
            foreach (var sa in _sas[at])
            {
                _sas[to].Add(sa);
                Do(to, new Maker.Input.Adopted(sa, _peers[sa].Address, KeyHandle.None));
            }
        }

        _sas[at].Clear();
    }

    private void Cut(int at, int to, bool isCut)
    {
        var link = (Math.Min(at, to), Math.Max(at, to));
        _ = isCut ? _cut.Add(link) : _cut.Remove(link);
    }

    private void Rollover()
    {
        _secrets.Insert(0, new(_secrets[0].Value + 1));
        _secrets.RemoveRange(Math.Min(_secrets.Count, 4), Math.Max(_secrets.Count - 4, 0));
        ForAll(at => Do(at, new Maker.Input.SecretMade(_secrets[0])));
    }

    private void Pass(TimeSpan time)
    {
        _now += time;
        ForAll(at =>
        {
            for (var i = 0; i < 16 && Maker.Deadline(maker, _makers[at]!) <= _now; i++)
            {
                Do(at, new Maker.Input.Tick());
            }
        });
    }

    private void End(int at, IkeSaId sa)
    {
        _sas[at].Remove(sa);
        Do(at, new Maker.Input.Ended(sa));
        Tell(sa, new Taker.Input.Ended());
    }

    private void Move(int at, Choices choices)
    {
        if (_makers[at] is not null && _sas[at].Count > 0)
        {
            var sa = choices.Of([.. _sas[at]]);
            var address = choices.Of(Addresses);
            _peers[sa] = _peers[sa] with { Address = address };
            Do(at, new Maker.Input.Moved(sa, address, choices.Chance(50)));
        }
    }

    /// <summary>Somebody asks, with the peer's address or another one.</summary>
    private void Ask(int at, Choices choices)
    {
        if (_makers[at] is null || _peers.Count == 0)
        {
            return;
        }

        var sa = choices.Of([.. _peers.Keys]);
        var sender = new Maker.Sender(
            choices.Chance(70) ? _peers[sa].Address : choices.Of(Addresses), 500,
            Addresses[0]);
        Maker.Question question = choices.Chance(70)
            ? new Maker.Question.Request(
                sa, ExchangeType.Informational, new(1), IsInitiator: true, sender)
            : new Maker.Question.Packet(new(0x1000), sa, sender);
        Do(at, new Maker.Input.Asked(question, Knows(at, sa)));
    }

    /// <summary>What a member can know: its own SAs, and those of whom it can ask.</summary>
    private SpiKnowledge Knows(int at, IkeSaId sa)
    {
        Span<SpiKnowledge> all = stackalloc SpiKnowledge[MembersMax];
        for (var member = 0; member < MembersMax; member++)
        {
            var link = (Math.Min(at, member), Math.Max(at, member));
            all[member] = _cut.Contains(link) ? SpiKnowledge.Uncertain
                : _sas[member].Contains(sa) ? SpiKnowledge.Live
                : SpiKnowledge.Dead;
        }

        return LiveSpis.Of([.. all]);
    }

    private void Do(int at, Maker.Input input)
    {
        if (_makers[at] is not { } state)
        {
            return;
        }

        var next = Maker.Step(maker, state, _now, distort(state, input));
        _makers[at] = next.State;
        foreach (var output in next.Outputs)
        {
            switch (output)
            {
                case Maker.Output.Give give:
                    Give(give);
                    break;
                case Maker.Output.Reveal reveal:
                    Reveal(reveal);
                    break;
                default:
                    break;
            }
        }
    }

    private void Give(Maker.Output.Give give)
    {
        var handle = new KeyHandle(_last++);
        _peers[give.Sa].Store.Add(handle, new(give.Secret, give.Sa, give.Taker));
        Tell(give.Sa, new Taker.Input.Given(handle));
    }

    private void Reveal(Maker.Output.Reveal reveal)
    {
        Revealed++;
        Assert.InRange(reveal.Secrets.Count, 1, 4);

        // I20: no member has it, half-open or established, wherever it is.
        Assert.False(IsLive(reveal.Sa), $"{reveal.Sa} lives, and its token is shown");
        foreach (var secret in reveal.Secrets)
        {
            var token = new Token(secret, reveal.Sa, reveal.Taker);
            _seen.Add(token);
            Show(token, Taker.Source.Peer);
        }
    }

    private void Show(Token token, Taker.Source source) => Tell(
        token.Sa,
        new Taker.Input.Shown(_peers[token.Sa].Store.ContainsValue(token), source));

    private void Tell(IkeSaId sa, Taker.Input input)
    {
        var peer = _peers[sa];
        var next = Taker.Step(taker, peer.State, _now, input);
        _peers[sa] = peer with { State = next.State };
        foreach (var output in next.Outputs)
        {
            switch (output)
            {
                case Taker.Output.Forget forget:
                    Assert.True(peer.Store.Remove(forget.Token));
                    break;
                case Taker.Output.Discard:
                    Assert.False(IsLive(sa), $"{sa} lives, and its peer drops it");
                    Discarded++;
                    break;
                default:
                    break;
            }
        }
    }

    private bool IsLive(IkeSaId sa) => _sas.Any(sas => sas.Contains(sa));

    private void ForAll(Action<int> act)
    {
        for (var at = 0; at < MembersMax; at++)
        {
            if (_makers[at] is not null)
            {
                act(at);
            }
        }
    }
}
