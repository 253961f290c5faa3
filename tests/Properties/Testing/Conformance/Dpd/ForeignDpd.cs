using Holdfast.Testing.Conformance;
using Holdfast.Testing.Conformance.Dpd;

namespace Holdfast.Tests.Properties.Testing.Conformance.Dpd;

/// <summary>What somebody may get wrong.</summary>
public enum DpdMistake
{
    None,
    AnyAnswerWillDo,
    UnprotectedAnswersCount,
    OneQueryTooFew,
    NumberIsKept,
    AsksAtOnce,
    AcknowledgesItsOwnNumber,
    NeverGivesUp,
    AnswersToNoQueryCount,
    StepsByTwo,
    DrawsNumbers,
    BeginsHigh,
    AsksForEachPacket,
    LateAnswersRevive,
    AnswersOldQuestions,
    OldQuestionsAreLife,
}

/// <summary>Dead Peer Detection as somebody else writes it: an object with fields that change.
/// </summary>
internal sealed class ForeignDpd(DpdSettings settings, DpdMistake mistake)
{
    private TimeSpan _heard;
    private TimeSpan? _retry;
    private uint _number = mistake == DpdMistake.BeginsHigh ? 0x8000_0000 : 1;
    private uint? _question;
    private int _asked;
    private bool _wanted;
    private bool _dead;

    public static Subject<DpdTold, DpdSaid> Make(DpdSettings settings, DpdMistake mistake)
    {
        var it = new ForeignDpd(settings, mistake);
        return new(it.Tell, it.Deadline);
    }

    public TimeSpan? Deadline() => _dead ? null : _retry
        ?? (_wanted ? _heard + settings.WorryAfter : null);

    public IReadOnlyList<DpdSaid> Tell(TimeSpan now, DpdTold told)
    {
        if (_dead)
        {
            if (told is DpdTold.Answer && mistake == DpdMistake.LateAnswersRevive)
            {
                _dead = false;
                Alive(now);
            }

            return [];
        }

        switch (told)
        {
            case DpdTold.Heard:
                Alive(now);
                return [];
            case DpdTold.Answer(var number)
                when _retry is not null
                    && (number == _number || mistake == DpdMistake.AnyAnswerWillDo):
            case DpdTold.UnprotectedAnswer
                when _retry is not null && mistake == DpdMistake.UnprotectedAnswersCount:
                Alive(now);
                return [];
            case DpdTold.Answer or DpdTold.UnprotectedAnswer
                when _retry is null && mistake == DpdMistake.AnswersToNoQueryCount:
                _heard = now;
                return [];
            case DpdTold.Question(var number)
                when number < _question && mistake != DpdMistake.AnswersOldQuestions:
                if (mistake == DpdMistake.OldQuestionsAreLife)
                {
                    Alive(now);
                }

                return [];
            case DpdTold.Question(var number):
                _question = _question > number ? _question : number;
                return
                [
                    new DpdSaid.Acknowledge(
                        mistake == DpdMistake.AcknowledgesItsOwnNumber ? _number : number),
                ];
            case DpdTold.Wanted when _retry is null:
                _wanted = true;
                return mistake == DpdMistake.AsksAtOnce || now >= _heard + settings.WorryAfter
                    ? Ask(now)
                    : [];
            case DpdTold.Wanted when mistake == DpdMistake.AsksForEachPacket:
                return [new DpdSaid.Ask(_number)];
            case DpdTold.Tick when now >= Deadline():
                var most = settings.QueriesMax - (mistake == DpdMistake.OneQueryTooFew ? 1 : 0);
                if (_asked < most || mistake == DpdMistake.NeverGivesUp)
                {
                    return Ask(now);
                }

                _dead = true;
                return [new DpdSaid.Dead()];
            default:
                return [];
        }
    }

    private IReadOnlyList<DpdSaid> Ask(TimeSpan now)
    {
        _number += _asked > 0 ? 0 : mistake switch
        {
            DpdMistake.NumberIsKept => 0,
            DpdMistake.StepsByTwo => 2,
            DpdMistake.DrawsNumbers => 1 + (_number * 7919 % 1013),
            _ => 1u,
        };
        _asked++;
        _retry = now + settings.RetryAfter;
        return [new DpdSaid.Ask(_number)];
    }

    private void Alive(TimeSpan now) =>
        (_heard, _retry, _asked, _wanted) = (now, null, 0, false);
}
