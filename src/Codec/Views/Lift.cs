using System.ComponentModel;

namespace Holdfast.Codec;

/// <summary>A view that can be read into a value.</summary>
/// <typeparam name="TValue">The value.</typeparam>
public interface ILift<TValue>
{
    /// <summary>Reads the whole view, its bodies opened, into a value.</summary>
    /// <param name="value">The value.</param>
    /// <param name="error">What is wrong in a body, told from the start of the view.</param>
    /// <param name="fidelity">Whether derived fields are kept as read.</param>
    bool TryToValue(
        out TValue value, out DecodeError error, Fidelity fidelity = Fidelity.Canonical);
}

/// <summary>A value that can be a link of a chain.</summary>
public interface ILinkValue : IWireValue
{
    /// <summary>The type of the link.</summary>
    uint LinkTag { get; }
}

/// <summary>Reading lists and bodies into values; what generated code shares.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Lift
{
    /// <summary>Reads a list.</summary>
    public static bool TryMany<T, TValue>(
        Many<T> list, int at, Fidelity fidelity, out Items<TValue> items, out DecodeError error)
        where T : IWire<T>, ILift<TValue>, allows ref struct
    {
        var values = new TValue[list.Count];
        var count = 0;
        foreach (var element in list)
        {
            if (count == values.Length)
            {
                break;
            }

            if (!element.TryToValue(out values[count], out error, fidelity))
            {
                error = error.Within(at);
                items = default;
                return false;
            }

            at += element.Octets.Length;
            count++;
        }

        return Whole(values, count, out items, out error);
    }

    /// <summary>Reads a list whose elements depend on facts from outside.</summary>
    public static bool TryMany<T, TContext, TValue>(
        Many<T, TContext> list, int at, Fidelity fidelity,
        out Items<TValue> items, out DecodeError error)
        where T : IWire<T, TContext>, ILift<TValue>, allows ref struct
        where TContext : struct
    {
        var values = new TValue[list.Count];
        var count = 0;
        foreach (var element in list)
        {
            if (count == values.Length)
            {
                break;
            }

            if (!element.TryToValue(out values[count], out error, fidelity))
            {
                error = error.Within(at);
                items = default;
                return false;
            }

            at += element.Octets.Length;
            count++;
        }

        return Whole(values, count, out items, out error);
    }

    /// <summary>Reads a chain.</summary>
    public static bool TryChain<T, TValue>(
        Chain<T> chain, int at, Fidelity fidelity, out Items<TValue> items, out DecodeError error)
        where T : ILink<T>, ILift<TValue>, allows ref struct
    {
        var values = new TValue[chain.Count];
        var count = 0;
        foreach (var link in chain)
        {
            if (!link.TryToValue(out values[count], out error, fidelity))
            {
                error = error.Within(at);
                items = default;
                return false;
            }

            at += link.Octets.Length;
            count++;
        }

        return Whole(values, count, out items, out error);
    }

    /// <summary>Blocks as values.</summary>
    public static Items<Octets> Blocks(OctetBlocks blocks)
    {
        var values = new Octets[blocks.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = new Octets(blocks[i]);
        }

        return new Items<Octets>(values);
    }

    /// <summary>Opens a body: its type must cover it whole.</summary>
    /// <param name="body">The octets of the body.</param>
    /// <param name="at">Where they start in the enclosing view.</param>
    /// <param name="field">Label of the body.</param>
    /// <param name="view">The body's view.</param>
    /// <param name="error">What is wrong, told from the start of the enclosing view.</param>
    public static bool TryBody<T>(
        ReadOnlySpan<byte> body, int at, string field, out T view, out DecodeError error)
        where T : IWire<T>, allows ref struct
    {
        if (!T.TryParse(body, out view, out error))
        {
            error = error.Within(at);
            return false;
        }

        var left = view.Octets.Length;
        if (left == body.Length)
        {
            return true;
        }

        view = default!;
        error = new DecodeError(DecodeFault.TrailingOctets, at + left, field);
        return false;
    }

    /// <inheritdoc cref="TryBody{T}"/>
    public static bool TryBody<T, TContext>(
        ReadOnlySpan<byte> body, scoped in TContext context, int at, string field,
        out T view, out DecodeError error)
        where T : IWire<T, TContext>, allows ref struct
        where TContext : struct
    {
        if (!T.TryParse(body, in context, out view, out error))
        {
            error = error.Within(at);
            return false;
        }

        var left = view.Octets.Length;
        if (left == body.Length)
        {
            return true;
        }

        view = default!;
        error = new DecodeError(DecodeFault.TrailingOctets, at + left, field);
        return false;
    }

    // A buffer that was overwritten under its view may hold fewer elements now than were checked.
    private static bool Whole<TValue>(
        TValue[] values, int count, out Items<TValue> items, out DecodeError error)
    {
        error = default;
        items = new Items<TValue>(count == values.Length ? values : values[..count]);
        return true;
    }
}
