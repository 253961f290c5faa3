using Holdfast.Codec;
using Holdfast.Testing.Conformance;
using Holdfast.Testing.Conformance.IdWindows;

namespace Holdfast.Tests.Properties.Testing.Conformance.IdWindows;

/// <summary>What somebody may get wrong, or do in a way of their own that is right.</summary>
public enum IdMistake
{
    None,

    // Right.
    GivesUp,
    OneAtATime,
    SendsLater,

    // Wrong.
    TakesRepetitions,
    SealsResponsesAnew,
    DropsRepetitions,
    KeepsOneResponse,
    TakesAnything,
    ComparesSigned,
    InOrderOnly,
    SealsRequestsAnew,
    SkipsOne,
    WrapsTheId,
    TakesWhatWrapped,
    ForgetsTheWindow,
    CountsTheOpenOnes,
    NeverSends,
    ForgetsWhatWaits,
    NeverRepeats,
    StopsRepeating,
    IgnoresResponses,
    TakesAnyResponse,
    TakesTheLastAgain,
    AnswersOneOnly,
}

/// <summary>Message IDs as somebody else writes them: two counters and what was sent.</summary>
internal sealed class ForeignIds(IdSettings settings, IdMistake mistake)
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(4);

    private readonly Dictionary<uint, Octets> _responses = [];
    private readonly List<uint> _open = [];
    private ulong _lowest = settings.FirstTheirs;
    private ulong _next = settings.FirstOurs;
    private uint _window = 1;
    private uint? _finished;
    private int _wanted;
    private int _repeated;
    private byte _fresh;
    private bool _isOver;
    private TimeSpan? _retry;

    public static Subject<IdTold, IdSaid> Make(IdSettings settings, IdMistake mistake)
    {
        var it = new ForeignIds(settings, mistake);
        return new(it.Tell, () => it._isOver ? null : it._retry);
    }

    private IReadOnlyList<IdSaid> Tell(TimeSpan now, IdTold told)
    {
        switch (told)
        {
            case var _ when _isOver:
                return [];
            case IdTold.Request(var id):
                return OnRequest(id);
            case IdTold.WindowSet(var size):
                _window = mistake == IdMistake.OneAtATime ? 1 : size;
                return Send(now);
            case IdTold.Wanted:
                _wanted++;
                if (mistake == IdMistake.SendsLater)
                {
                    _retry ??= now + Wait;
                    return [];
                }

                return Send(now);
            case IdTold.Response(var id) when _open.Contains(id):
                return OnResponse(now, id);
            case IdTold.Response(var id) when mistake == IdMistake.TakesAnyResponse
                || (mistake == IdMistake.TakesTheLastAgain && id == _finished):
                return [new IdSaid.Finish(id)];
            case IdTold.Tick when now >= _retry:
                return OnTick(now);
            default:
                return [];
        }
    }

    private List<IdSaid> OnRequest(uint id)
    {
        if (_responses.TryGetValue(id, out var old))
        {
            return mistake switch
            {
                IdMistake.DropsRepetitions => [],
                IdMistake.KeepsOneResponse when id != _responses.Keys.Max() => [],
                IdMistake.SealsResponsesAnew => [new IdSaid.Respond(id, Message(id, ++_fresh))],
                IdMistake.TakesRepetitions => [new IdSaid.Take(id), new IdSaid.Respond(id, old)],
                _ => [new IdSaid.Respond(id, old)],
            };
        }

        if (!IsTaken(id) || (mistake == IdMistake.AnswersOneOnly && _responses.Count > 0))
        {
            return [];
        }

        _responses[id] = Message(id, 0);
        while (_lowest <= uint.MaxValue && _responses.ContainsKey((uint)_lowest))
        {
            _lowest++;
        }

        return [new IdSaid.Take(id), new IdSaid.Respond(id, _responses[id])];
    }

    private bool IsTaken(uint id)
    {
        if (mistake == IdMistake.TakesWhatWrapped)
        {
            return unchecked(id - (uint)_lowest) < settings.Window;
        }

        return id >= _lowest && mistake switch
        {
            IdMistake.TakesAnything => true,
            IdMistake.InOrderOnly => id == _lowest,
            IdMistake.ComparesSigned => unchecked((int)(id - (uint)_lowest)) < settings.Window,
            _ => id - _lowest < settings.Window,
        };
    }

    private List<IdSaid> OnResponse(TimeSpan now, uint id)
    {
        if (mistake == IdMistake.IgnoresResponses)
        {
            return [];
        }

        _open.Remove(id);
        _finished = id;
        _retry = _open.Count > 0 ? _retry : null;
        if (mistake == IdMistake.ForgetsWhatWaits)
        {
            _wanted = 0;
        }

        return [new IdSaid.Finish(id), .. Send(now)];
    }

    private List<IdSaid> OnTick(TimeSpan now)
    {
        if (mistake == IdMistake.GivesUp && _repeated++ > 10)
        {
            _isOver = true;
            return [new IdSaid.Failed()];
        }

        _retry = _open.Count == 0 || mistake == IdMistake.NeverRepeats
            || (mistake == IdMistake.StopsRepeating && _repeated++ > 2) ? null : now + Wait;
        return mistake == IdMistake.NeverRepeats
            ? []
            : [.. _open.Select(Sent), .. Send(now)];
    }

    private List<IdSaid> Send(TimeSpan now)
    {
        var said = new List<IdSaid>();
        while (_wanted > 0 && HasRoom() && mistake != IdMistake.NeverSends)
        {
            // RFC 7296 §2.2: an IKE SA whose IDs are used up sends no request any more.
            if (_next > uint.MaxValue && mistake != IdMistake.WrapsTheId)
            {
                break;
            }

            var id = unchecked((uint)_next);
            _wanted--;
            (_repeated, _retry) = (0, now + Wait);
            _open.Add(id);
            said.Add(Sent(id));
            _next += mistake == IdMistake.SkipsOne && id == settings.FirstOurs ? 2u : 1;
        }

        return said;
    }

    private bool HasRoom() => _open.Count == 0 || mistake switch
    {
        IdMistake.ForgetsTheWindow => true,
        IdMistake.CountsTheOpenOnes => _open.Count < _window,
        _ => unchecked((uint)_next - _open[0]) < _window,
    };

    private IdSaid Sent(uint id) => new IdSaid.Send(
        id, Message(id, mistake == IdMistake.SealsRequestsAnew ? ++_fresh : (byte)0));

    private static Octets Message(uint id, byte salt) => new([(byte)id, salt]);
}
