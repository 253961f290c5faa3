namespace Holdfast.Simulation.Schedules;

/// <summary>Answers questions in every way there is: one way after the other, none twice.
/// </summary>
public sealed class Odometer
{
    private readonly List<(int Choice, int Count)> _digits = [];
    private int _at;

    /// <summary>The answer this time: 0 to one less than the count.</summary>
    /// <param name="count">How many answers there are, from 1.</param>
    public int Choose(int count)
    {
        if (_at == _digits.Count)
        {
            _digits.Add((0, count));
        }

        return _digits[_at++].Choice;
    }

    /// <summary>Goes on to the next way; false: there was none but those.</summary>
    public bool MoveOn()
    {
        _at = 0;
        while (_digits.Count > 0)
        {
            var (choice, count) = _digits[^1];
            if (choice + 1 < count)
            {
                _digits[^1] = (choice + 1, count);
                return true;
            }

            _digits.RemoveAt(_digits.Count - 1);
        }

        return false;
    }
}
