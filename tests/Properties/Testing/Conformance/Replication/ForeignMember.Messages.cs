using Holdfast.Codec;
using Holdfast.Testing.Conformance.Replication;

namespace Holdfast.Tests.Properties.Testing.Conformance.Replication;

/// <content>Its requests, and what it answers.</content>
internal sealed partial class ForeignMember
{
    private List<MemberSaid> Ask(TimeSpan now)
    {
        var said = new List<MemberSaid>();
        while (_wishes.Count > 0 && (mistake == MemberMistake.HeedsNoWindow
            || _known.Open.Count == 0
            || _known.NextRequest - _known.Open[0].Id < settings.Window))
        {
            var (id, what) = (_known.NextRequest, _wishes.Dequeue());
            said.AddRange(Commit(
                now,
                _known with { NextRequest = id + 1, Open = _known.Open.Add((id, what)) },
                new MemberSaid.Request(id, what),
                mistake == MemberMistake.SendsRequestsBeforeTheyAreKnown));
        }

        return said;
    }

    private List<MemberSaid> OnAnswer(TimeSpan now, uint id)
    {
        if (!_known.Open.Any(one => one.Id == id)
            || (mistake == MemberMistake.TakesAnswersInOrderOnly && _known.Open[0].Id != id))
        {
            return [];
        }

        return
        [
            .. Share(now, _known with { Open = [.. _known.Open.Where(one => one.Id != id)] }),
            .. Ask(now),
        ];
    }

    private IReadOnlyList<MemberSaid> Answer(TimeSpan now, uint id, Items<string> answer)
    {
        if (mistake == MemberMistake.AnswersNothing)
        {
            return [];
        }

        foreach (var (_, flight) in _known.Answers.Where(one => one.Id == id))
        {
            var before = new MemberSaid.Answer(
                id, mistake == MemberMistake.AnswersInOnePart ? [flight[0]] : flight);

            // What waits for the other one is said when it knows.
            return _held.Exists(one => one.What is MemberSaid.Answer(var held, _) && held == id)
                ? [] : [before];
        }

        var known = mistake == MemberMistake.AnswersAnew
            ? _known
            : _known with { Answers = _known.Answers.Add((id, answer)) };
        return Commit(now, known, new MemberSaid.Answer(id, answer), isAtOnce: false);
    }
}
