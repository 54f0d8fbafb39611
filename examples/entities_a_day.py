"""From a folder of JSONL to a table of entities a day, on Spark (``pip install 'aalam[spark]'``; Java 17).

    python examples/entities_a_day.py docs/notebooks/news entities_a_day

Each line of the folder's files is an article, {"id": ..., "day": "YYYY-MM-DD", "text": ...}; a "title" is read with the text where there is one. The table is
written as Parquet: day, entity_id, type, name_ar, name_en, articles (how many name the entity), mentions.
"""

import os
import sys

import aalam.spark
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as sf


def entities_a_day(articles: DataFrame) -> DataFrame:
    """The table for articles with the columns id, day, title and text."""
    # A title says who the text is about; the two are one text, with a line between them.
    articles = articles.withColumn("article", sf.concat_ws("\n", "title", "text"))
    found = aalam.spark.explode(articles, "article", keep=["id", "day"], date="day")
    table = found.groupBy("day", "entity_id").agg(
        sf.first("type").alias("type"),
        sf.first("name_ar").alias("name_ar"),
        sf.first("name_en").alias("name_en"),
        sf.count_distinct("id").alias("articles"),
        sf.count("*").alias("mentions"),
    )
    return table.orderBy("day", sf.desc("articles"), sf.desc("mentions"), "entity_id")


def main(folder: str, output: str) -> None:
    """Read the folder, write the table and show its first rows."""
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    spark = SparkSession.builder.appName("entities a day").getOrCreate()
    articles = spark.read.json(folder, schema="id string, day string, title string, text string")
    entities_a_day(articles).write.mode("overwrite").parquet(output)
    spark.read.parquet(output).orderBy("day", sf.desc("articles")).show(20, truncate=False)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: entities_a_day.py FOLDER OUTPUT")
    main(*sys.argv[1:])
