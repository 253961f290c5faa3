using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Replication;
using static Holdfast.StateMachines.Ike.IkeExchanges;
using KeyHandle = Holdfast.StateMachines.KeyHandle;

namespace Holdfast.Tests.Properties.StateMachines.Ike.Exchanges;

/// <content>It is two members: one dies at some point, and the other one goes on with the facts and
/// the keys that they name.</content>
internal sealed partial class ExchangeSide
{
    private readonly Dictionary<IkeSaId, StandingIke> _ikesMade = [];
    private readonly Dictionary<Spi, EstablishedChild> _childrenMade = [];
    private readonly Dictionary<KeyHandle, (KeyExchangeMethod Method, byte[] Drawn)> _halves = [];
    private readonly Dictionary<KeyHandle, byte[]> _series = [];
    private int _left = int.MaxValue;

    /// <summary>Whether the member that reigned has died.</summary>
    public bool IsDead { get; private set; }

    /// <summary>How many IKE SAs have failed, since nobody answered.</summary>
    public int Unanswered { get; private set; }

    /// <summary>It dies at the point of this number: before a fact, after one, after a datagram.
    /// </summary>
    public void DieAt(int point) => _left = point;

    /// <summary>The other member goes on: nothing that was in memory alone is left.</summary>
    public void TakeOver()
    {
        (IsDead, _left) = (false, int.MaxValue);
        _sas.Clear();
        ForgetAllBut(Facts.Keys().ToHashSet());
        List<(KnownIke Known, IkeSa Row)> known =
            [.. Facts.Ikes.Select(row => (KnownOf(row), row))];
        Items<KnownIke> family = [.. known.Select(one => one.Known)];
        foreach (var (one, row) in known)
        {
            _sas.Add(one.Sa.Id, new(one.Sa));
        }

        foreach (var (one, row) in known)
        {
            var sa = _sas[one.Sa.Id];
            Go(sa, ExchangeTakeover.Of(one, family));
            Number(sa, new MessageIds.Input.Promoted(new(
                row.NextRequest, row.SendWindow,
                [.. row.Requests.Select(request => new MessageIds.Response(
                    request.Id, request.Octets))],
                row.NextExpected,
                [.. row.Responses.Select(response => new MessageIds.Response(
                    response.Id, response.Octets))])));
        }
    }

    public override string ToString() => string.Join("; ", _sas.Values.Select(sa =>
        sa.State is State.Standing one
            ? $"{one.Sa.Id} {one.Stage} {one.Ours.GetType().Name} {one.Theirs.GetType().Name} ["
                + string.Join(
                    " ", one.Children.Select(child =>
                        $"{child.Sa.Inbound.Value:x}/{child.Sa.Outbound.Value:x} {child.Stage}"))
                + "]"
            : $"{sa.Ike.Id} {sa.State.GetType().Name}"));

    private void Reach()
    {
        IsDead |= --_left == 0;
    }

    private void Send(Items<Octets> octets)
    {
        foreach (var one in octets.Where(_ => !IsDead))
        {
            _send(one);
            Reach();
        }
    }

    /// <summary>Our half of a key exchange is told the other member ahead of the fact, and the
    /// secrets of those before it.</summary>
    private KeyHandle Told(KeyHandle share, ExchangeSeries? series)
    {
        if (series is not null)
        {
            using var material = _work.ToMaterial(share, series);
            _series[share] = material!.Octets.ToArray();
        }

        if (share.IsSome && Keys.DrawnFor(share.Value, out var method) is { } drawn)
        {
            _halves[share] = (method, drawn.Span.ToArray());
        }

        return share;
    }

    private Sa Other(IkeSaId id) => _sas[id];

    private static Items<Change> TakeAnswered(Sa sa)
    {
        Items<Change> answered = sa.Answered is { } id
            ? [new Change.RequestAnswered(sa.Ike.Id, id)]
            : [];
        sa.Answered = null;
        return answered;
    }

    private Octets Described(StandingIke ike)
    {
        _ikesMade[ike.Id] = ike with { Origin = null, IsContested = false };
        return ike.Origin?.ToOctets() ?? Octets.Empty;
    }

    private Octets Described(EstablishedChild child)
    {
        _childrenMade[child.Inbound] = child with { Origin = null };
        return child.Origin?.ToOctets() ?? Octets.Empty;
    }

    private KnownIke KnownOf(IkeSa row)
    {
        var sa = _ikesMade[row.Id] with { Origin = SaOrigin.Read(row.Description.Span) };
        var open = row.Requests.Select(request => _work.Reopen(sa, request) switch
        {
            null => null,
            ExchangeMessage.Followup more => GoneOn(more, request.Secrets),
            var asked => new OpenExchange(asked, Again(request.Secrets)),
        }).FirstOrDefault();
        return new(
            sa, row.IsReplaced,
            [
                .. row.Children.Select(spi => _childrenMade[spi] with
                {
                    Origin = SaOrigin.Read(Facts.Children.Find(spi.Value)!.Description.Span),
                }),
            ],
            open);
    }

    /// <summary>Our half of a key exchange anew, as another member makes it.</summary>
    private KeyHandle Again(KeyHandle share)
    {
        if (!_halves.TryGetValue(share, out var half))
        {
            return KeyHandle.None;
        }

        Assert.True(Keys.TryStart(half.Method, half.Drawn, out var again, out _, out _));
        Keys.Forget(share.Value);
        return new(again);
    }

    private OpenExchange? GoneOn(ExchangeMessage.Followup request, KeyHandle share)
    {
        Assert.True(SeriesMaterial.TryRead(_series[share], out var material));
        using (material)
        {
            Keys.Forget(share.Value);
            return _work.GoOn(request, material);
        }
    }

    private void ForgetAllBut(HashSet<KeyHandle> named)
    {
        var last = LastKey();
        for (var number = 1UL; number <= last; number++)
        {
            if (!named.Contains(new(number)))
            {
                Keys.Forget(number);
            }
        }
    }

    // Numbers only grow: what is begun now has the highest.
    private ulong LastKey()
    {
        Assert.True(Keys.TryStart(
            KeyExchangeMethod.Curve25519, out var last, out _, out _));
        Keys.Forget(last);
        return last;
    }
}
