namespace ConsoleSample;

/// <summary>A model of your own stands here.</summary>
internal sealed class LinearModel(double[] weights, double bias)
{
    public double Predict(double[] features)
    {
        double sum = bias;
        for (int i = 0; i < weights.Length; i++)
        {
            sum += weights[i] * features[i];
        }
        return sum;
    }
}
